package dev.baton.router.adapter.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.Address;
import dev.baton.router.domain.OpenConnections;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Linux' table of TCP connections over IPv4 in this network namespace, which NGINX shares. Single ones are closed by
 * {@code ss -K}: the kernel lets whoever has the capability {@code CAP_NET_ADMIN} do that.
 */
public final class ProcNetTcp implements OpenConnections {

    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final String ESTABLISHED = "01";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final long LONGEST_RUN_SECONDS = 5;

    @Override
    public Map<Address, Set<Address>> to(Set<Address> addresses) {
        var byText = new HashMap<String, Address>();
        for (var address : addresses) {
            text(address, byText);
        }
        var nearEnds = new HashMap<Address, Set<Address>>();
        try (var lines = Files.lines(TABLE)) {
            byText.values().forEach(address -> nearEnds.put(address, new HashSet<>()));
            lines.map(line -> line.strip().split(" +"))
                    .filter(columns -> columns.length > STATE && columns[STATE].equals(ESTABLISHED))
                    .forEach(columns -> {
                        var far = byText.get(columns[REMOTE]);
                        if (far != null) {
                            nearEnds.computeIfAbsent(far, _ -> new HashSet<>()).add(address(columns[LOCAL]));
                        }
                    });
            return nearEnds;
        } catch (IOException notLinux) {
            return Map.of();
        }
    }

    @Override
    public Optional<String> close(Address far, Set<Address> nearEnds) {
        if (nearEnds.isEmpty()) {
            return Optional.empty();
        }
        var line = new ArrayList<>(List.of("ss", "-K", "-H", "-t", "-n", "dst", far.toString(), "and", "("));
        for (var near : nearEnds) {
            if (!line.getLast().equals("(")) {
                line.add("or");
            }
            line.add("src");
            line.add(near.toString());
        }
        line.add(")");
        try {
            var process = new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            process.onExit().orTimeout(LONGEST_RUN_SECONDS, TimeUnit.SECONDS).whenComplete((_, late) -> {
                if (late != null) {
                    process.destroyForcibly();
                }
            });
            // It ends well also where the kernel refused, and says so here.
            var complaint = new String(process.getErrorStream().readAllBytes(), UTF_8).strip();
            var code = process.waitFor();
            return code == 0 && complaint.isEmpty()
                    ? Optional.empty()
                    : Optional.of("ss -K: " + (complaint.isEmpty() ? "exit code " + code : complaint));
        } catch (IOException e) {
            return Optional.of("cannot run ss (install iproute2): " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while ss closed connections");
        }
    }

    /** As the table has it: the address's bytes from the last to the first, the port, in hexadecimal digits. */
    private static void text(Address address, Map<String, Address> byText) {
        try {
            if (InetAddress.getByName(address.host()) instanceof Inet4Address host) {
                var bytes = host.getAddress();
                byText.put(
                        String.format(
                                Locale.ROOT,
                                "%02X%02X%02X%02X:%04X",
                                bytes[3],
                                bytes[2],
                                bytes[1],
                                bytes[0],
                                address.port()),
                        address);
            }
        } catch (UnknownHostException unknown) {
            // It is left out of the answer.
        }
    }

    private static Address address(String text) {
        var bytes = HexFormat.of().parseHex(text, 0, 8);
        var host = "%d.%d.%d.%d".formatted(bytes[3] & 0xff, bytes[2] & 0xff, bytes[1] & 0xff, bytes[0] & 0xff);
        return new Address(host, HexFormat.fromHexDigits(text, 9, text.length()));
    }
}
