package dev.baton.router.adapter.nginx;

import dev.baton.model.Address;
import dev.baton.router.domain.OpenConnections;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Linux' table of TCP connections over IPv4 in this network namespace, which NGINX shares. */
public final class ProcNetTcp implements OpenConnections {

    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final String ESTABLISHED = "01";
    private static final int REMOTE = 2;
    private static final int STATE = 3;

    @Override
    public Map<Address, Integer> to(Set<Address> addresses) {
        var byText = new HashMap<String, Address>();
        for (var address : addresses) {
            text(address, byText);
        }
        var counts = new HashMap<Address, Integer>();
        try (var lines = Files.lines(TABLE)) {
            byText.values().forEach(address -> counts.put(address, 0));
            lines.map(line -> line.strip().split(" +"))
                    .filter(columns -> columns.length > STATE && columns[STATE].equals(ESTABLISHED))
                    .map(columns -> byText.get(columns[REMOTE]))
                    .filter(address -> address != null)
                    .forEach(address -> counts.merge(address, 1, Integer::sum));
            return counts;
        } catch (IOException notLinux) {
            return Map.of();
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
}
