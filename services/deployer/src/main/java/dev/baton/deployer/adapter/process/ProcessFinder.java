package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.InstanceFinder;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Finds processes of this machine, and where they and those that they started listen. */
public final class ProcessFinder implements InstanceFinder {
    private final Path proc = Path.of("/proc");
    private final ProcessTable processes = new ProcessTable(proc);

    @Override
    public Sighting find(String name) {
        long pid = Long.parseLong(name);
        var entry = processes.find(pid);
        if (entry.isEmpty()) {
            return new Sighting.Unfit("no process has the PID " + pid
                    + " on the deployer's machine: it has ended, or is on" + " another one");
        }
        try {
            if (!isBesideUs(pid)) {
                return new Sighting.Unfit(
                        "process " + pid + " runs in a container, which would start it again: name the" + " container");
            }
            Set<String> sockets = sockets(pid);
            if (processes.isInstance(pid)) {
                return new Sighting.Unfit(
                        "process " + pid + " is an instance that Baton started: it needs no adoption");
            }
            List<ListeningSockets.Socket> listening = new ArrayList<>();
            for (String table : List.of("tcp", "tcp6")) {
                listening.addAll(ListeningSockets.of(proc.resolve(pid + "/net/" + table)));
            }
            return new Sighting.Seen(
                    new AdoptedInstance.Process(pid, entry.get().startTicks(), processes.bootId()),
                    listening.stream()
                            .filter(socket -> sockets.contains(socket.link()))
                            .map(socket -> new Address(socket.host(), socket.port()))
                            .distinct()
                            .toList());
        } catch (IOException e) {
            return new Sighting.Unfit("the deployer cannot look into process " + pid + " (" + e.getMessage()
                    + "): have both run as the same user, or name its address alone; then Baton cannot stop it");
        }
    }

    /** A process in a container has a network of its own. */
    private boolean isBesideUs(long pid) throws IOException {
        return Files.readSymbolicLink(proc.resolve(pid + "/ns/net"))
                .equals(Files.readSymbolicLink(proc.resolve("self/ns/net")));
    }

    /** A server's children may be those that listen. */
    private Set<String> sockets(long pid) throws IOException {
        Set<String> own = links(proc.resolve(pid + "/fd"));
        LongStream children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        own.addAll(children.boxed()
                .flatMap(child -> {
                    try {
                        return links(proc.resolve(child + "/fd")).stream();
                    } catch (IOException _) {
                        // It ended meanwhile.
                        return Stream.empty();
                    }
                })
                .collect(Collectors.toSet()));
        return own;
    }

    private static Set<String> links(Path descriptors) throws IOException {
        try (Stream<Path> entries = Files.list(descriptors)) {
            return entries.flatMap(entry -> {
                        try {
                            return Stream.of(Files.readSymbolicLink(entry).toString());
                        } catch (IOException _) {
                            // Closed meanwhile.
                            return Stream.empty();
                        }
                    })
                    .collect(Collectors.toSet());
        }
    }
}
