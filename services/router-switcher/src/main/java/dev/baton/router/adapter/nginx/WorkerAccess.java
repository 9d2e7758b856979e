package dev.baton.router.adapter.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps NGINX's workers, which mostly run as another user than its master, from a folder. It looks at owner, group and
 * mode only, so it is to explain what was seen, not to decide.
 */
final class WorkerAccess {

    private static final int OWNER_ENTERS = 0100;
    private static final int GROUP_ENTERS = 0010;
    private static final int OTHERS_ENTER = 0001;

    private WorkerAccess() {}

    /** The outermost folder on the way that one of these processes may not enter; empty where none is seen. */
    static Optional<String> hindrance(Set<Long> workers, Path folder) {
        return workers.stream()
                .flatMap(pid -> worker(pid).stream())
                .distinct()
                .flatMap(worker -> wayTo(folder)
                        .filter(step -> !worker.enters(step))
                        .findFirst()
                        .map(step -> "NGINX's workers, user id " + worker.user() + ", may not enter " + step
                                + ": give them the right to, as by chmod o+x, on NGINX's machine")
                        .stream())
                .findFirst();
    }

    private static Stream<Path> wayTo(Path folder) {
        return Stream.iterate(1, count -> count <= folder.getNameCount(), count -> count + 1)
                .map(count -> folder.getRoot().resolve(folder.subpath(0, count)))
                .filter(Files::isDirectory);
    }

    private record Worker(int user, Set<Integer> groups) {

        boolean enters(Path folder) {
            try {
                if (user == 0) {
                    return true;
                }
                var mode = (int) Files.getAttribute(folder, "unix:mode");
                if (Files.getAttribute(folder, "unix:uid").equals(user)) {
                    return (mode & OWNER_ENTERS) != 0;
                }
                var sameGroup = groups.contains((int) Files.getAttribute(folder, "unix:gid"));
                return (mode & (sameGroup ? GROUP_ENTERS : OTHERS_ENTER)) != 0;
            } catch (IOException | UnsupportedOperationException e) {
                return true;
            }
        }
    }

    /** Its effective user and all its groups; empty where the system does not show them. */
    private static Optional<Worker> worker(long pid) {
        try {
            var lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
            var user = ids(lines, "Uid:").skip(1).mapToInt(Integer::intValue).findFirst();
            var groups =
                    Stream.concat(ids(lines, "Gid:"), ids(lines, "Groups:")).collect(Collectors.toUnmodifiableSet());
            return user.isPresent() ? Optional.of(new Worker(user.getAsInt(), groups)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<Integer> ids(Iterable<String> lines, String name) {
        for (var line : lines) {
            if (line.startsWith(name)) {
                return Arrays.stream(line.substring(name.length()).strip().split("\\s+"))
                        .filter(id -> !id.isEmpty())
                        .map(Integer::valueOf);
            }
        }
        return Stream.empty();
    }
}
