package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.LocalPorts;
import dev.baton.model.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the kernel by binding, and {@code /proc} for the name of who holds a port. */
public final class KernelPorts implements LocalPorts {
    private static final String LISTEN = "0A";

    private final Path proc = Path.of("/proc");

    @Override
    public Optional<String> holder(Address address) {
        int port = address.port();
        InetAddress host;
        try {
            host = InetAddress.getByName(address.host());
            if (NetworkInterface.getByInetAddress(host) == null && !host.isLoopbackAddress()) {
                // A deployer in a container does not see the ports of the machine below it.
                return Optional.empty();
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        // SO_REUSEADDR, Java's default here, lets connections in TIME_WAIT pass, but never a second listener.
        try (ServerSocket _ = new ServerSocket(port, 1, host)) {
            return Optional.empty();
        } catch (IOException _) {
            return Optional.of(name(port).orElse("another program"));
        }
    }

    private Optional<String> name(int port) {
        Set<String> sockets = Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> lines(proc.resolve(table)).stream().skip(1))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 9 && fields[3].equals(LISTEN))
                .filter(fields -> fields[1].endsWith(":%04X".formatted(port)))
                .map(fields -> "socket:[" + fields[9] + "]")
                .collect(Collectors.toSet());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holdsOne(process.resolve("fd"), sockets)) {
                    return Optional.of("process " + process.getFileName() + " ("
                            + String.join("", lines(process.resolve("comm"))) + ")");
                }
            }
        } catch (IOException _) {
            // Unknown is an answer too: the port is in use all the same.
        }
        return Optional.empty();
    }

    private static boolean holdsOne(Path descriptors, Set<String> sockets) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (sockets.contains(Files.readSymbolicLink(link).toString())) {
                    return true;
                }
            }
        } catch (IOException _) {
            // Ended meanwhile, or another user's.
        }
        return false;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException _) {
            return List.of();
        }
    }
}
