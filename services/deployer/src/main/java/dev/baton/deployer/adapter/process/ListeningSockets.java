package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.InstanceFinder.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel's tables of sockets that listen, {@code /proc/net/tcp} and {@code tcp6} (proc(5)). */
final class ListeningSockets {
    private static final String LISTEN = "0A";
    private static final String ANY_V6 = "0".repeat(32);
    private static final String V4_IN_V6 = "0000000000000000FFFF0000";
    private static final int V4_DIGITS = 8;
    private static final int HEX = 16;

    private ListeningSockets() {}

    /**
     * A socket.
     *
     * @param host an IPv4 address of the machine, or {@link Sighting.Seen#ANY}
     * @param link how it is named among a process's open files
     */
    record Socket(String host, int port, String link) {}

    /** Those that can be reached by IPv4. */
    static List<Socket> of(Path table) throws IOException {
        List<Socket> found = new ArrayList<>();
        if (!Files.exists(table)) {
            // The kernel may know no IPv6.
            return found;
        }
        for (String line : Files.readAllLines(table)) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 9 && fields[3].equals(LISTEN)) {
                String[] local = fields[1].split(":");
                host(local[0])
                        .map(host -> new Socket(host, Integer.parseInt(local[1], HEX), "socket:[" + fields[9] + "]"))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** Written as the machine holds it in memory, lowest byte first. */
    private static Optional<String> host(String digits) {
        if (digits.equals(ANY_V6)) {
            return Optional.of(Sighting.Seen.ANY);
        }
        if (digits.length() > V4_DIGITS && !digits.startsWith(V4_IN_V6)) {
            return Optional.empty();
        }
        long address = Long.parseLong(digits.substring(digits.length() - V4_DIGITS), HEX);
        return Optional.of("%d.%d.%d.%d"
                .formatted(address & 0xff, address >> 8 & 0xff, address >> 16 & 0xff, address >> 24 & 0xff));
    }
}
