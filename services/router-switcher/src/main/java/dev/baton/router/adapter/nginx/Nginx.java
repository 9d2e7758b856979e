package dev.baton.router.adapter.nginx;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * NGINX's program: checks a configuration and asks the running master to read it. What it reports proves little (a
 * reload "succeeds" while the former configuration goes on serving), so whoever calls it looks at the answers.
 */
final class Nginx {

    private static final long LONGEST_RUN_SECONDS = 20;
    private static final int MOST_READ_OF_LOG = 1 << 16;
    private static final int MOST_EMERGENCIES = 3;

    /** What precedes a complaint: the program, or where it goes to a log, the time; and the process. */
    private static final Pattern ORIGIN = Pattern.compile("^.*?(\\[(?:emerg|warn)]) (?:[0-9]+#[0-9]+: )?");

    private final String command;
    private final NginxLayout layout;

    /** @param command the program's name or path */
    Nginx(String command, NginxLayout layout) {
        this.command = command;
        this.layout = layout;
    }

    /** What is wrong with a copy of the configuration; empty where NGINX would take it without a complaint. */
    List<String> faults(Trial trial) {
        return run(trial.prefix(), trial.configuration(), "-t");
    }

    /** Asks the running master to read the configuration again; the reason where it cannot be asked. */
    Optional<String> reload() {
        var master = masterPid();
        var stranger = notRunning();
        if (stranger.isPresent()) {
            return stranger;
        }
        // How a team's was started, and so what `nginx -s` would need to find it, is not known. A HUP is what that
        // sends.
        var complaints = layout.team().isPresent() && master.isPresent()
                ? run(List.of("sh", "-c", "kill -HUP \"$1\"", "sh", Long.toString(master.getAsLong())))
                : run(Optional.of(layout.prefix()), layout.configuration(), "-s", "reload");
        return complaints.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", complaints));
    }

    /** Where NGINX's error log ends now. */
    long errorLogEnd() {
        try {
            // What it may link to instead, a container's output, cannot be read.
            return Files.isRegularFile(layout.errorLog(), NOFOLLOW_LINKS) ? Files.size(layout.errorLog()) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** What NGINX has logged since as reasons to keep its former configuration; empty where it gave none. */
    String emergenciesSince(long end) {
        return loggedSince(end)
                .filter(line -> line.contains("[emerg]"))
                .map(line -> line.substring(line.indexOf("[emerg]")))
                .distinct()
                .limit(MOST_EMERGENCIES)
                .collect(Collectors.joining("; "));
    }

    /** What NGINX has logged since of a path that its workers may not read; empty where it said nothing. */
    Optional<String> deniedSince(long end, Path path) {
        return loggedSince(end)
                .filter(line -> line.contains("\"" + path + "\" failed (13:"))
                .map(line -> line.replaceFirst("^.*?\\*[0-9]+ ", "").replaceFirst(", client: .*", ""))
                .findFirst();
    }

    /** Whether what it logs can be read here. */
    boolean logIsReadable() {
        return Files.isRegularFile(layout.errorLog(), NOFOLLOW_LINKS) && Files.isReadable(layout.errorLog());
    }

    private Stream<String> loggedSince(long end) {
        if (!logIsReadable()) {
            return Stream.empty();
        }
        try (var log = FileChannel.open(layout.errorLog(), READ)) {
            var size = Math.min(log.size() - end, MOST_READ_OF_LOG);
            if (size <= 0) {
                return Stream.empty();
            }
            var bytes = ByteBuffer.allocate(Math.toIntExact(size));
            log.read(bytes, end);
            return new String(bytes.array(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** Whether NGINX has logged since that it keeps its former configuration. It tries a busy port several times. */
    boolean gaveUpSince(long end) {
        var emergencies = emergenciesSince(end);
        return !emergencies.isEmpty()
                && (!emergencies.contains("bind() to") || emergencies.contains("still could not bind()"));
    }

    /** The master's children now; empty where NGINX does not run. */
    Set<Long> workers() {
        return masterPid().stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether one of these processes still takes connections, only to close them when it is told to go. Known by the
     * title that NGINX gives its workers; where a system does not show it, the answer is no.
     */
    boolean stillAccept(Set<Long> workers) {
        return workers.stream().anyMatch(pid -> {
            try {
                return !Files.readString(Path.of("/proc", pid.toString(), "cmdline"))
                        .contains("shutting down");
            } catch (IOException gone) {
                return false;
            }
        });
    }

    private OptionalLong masterPid() {
        try {
            return OptionalLong.of(
                    Long.parseLong(Files.readString(layout.pidFile()).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Why NGINX does not run; empty where the process that the PID file names is an NGINX. */
    Optional<String> notRunning() {
        var pid = masterPid();
        if (pid.isEmpty()) {
            return Optional.of("NGINX does not run: no process id in " + layout.pidFile());
        }
        var program = ProcessHandle.of(pid.getAsLong())
                .flatMap(process -> process.info().command())
                .map(path -> Path.of(path).getFileName().toString());
        return program.filter(name -> name.startsWith("nginx")).isPresent()
                ? Optional.empty()
                : Optional.of("NGINX does not run: process " + pid.getAsLong() + " of " + layout.pidFile() + " is "
                        + program.orElse(ProcessHandle.of(pid.getAsLong()).isPresent() ? "of another user" : "gone"));
    }

    private List<String> run(Optional<Path> prefix, Path configuration, String... action) {
        var line = new ArrayList<>(List.of(command));
        prefix.ifPresent(folder -> line.addAll(List.of("-p", folder.toString())));
        line.addAll(List.of("-c", configuration.toString()));
        line.addAll(List.of(action));
        return run(line);
    }

    /** What it complains about; empty where it does nothing of the kind. */
    private List<String> run(List<String> line) {
        try {
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            process.onExit().orTimeout(LONGEST_RUN_SECONDS, TimeUnit.SECONDS).whenComplete((_, late) -> {
                if (late != null) {
                    process.destroyForcibly();
                }
            });
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var code = process.waitFor();
            var complaints = output.lines()
                    .filter(text -> text.contains("[emerg]") || isConflict(text))
                    .map(Nginx::withoutOrigin)
                    .toList();
            if (code == 0 || !complaints.stream().allMatch(Nginx::isConflict)) {
                return complaints;
            }
            return List.of(line.getFirst() + " exited with " + code + ": " + output.strip());
        } catch (IOException e) {
            var remedy = line.getFirst().equals(command) ? " (install NGINX or set BATON_NGINX_BINARY)" : "";
            return List.of("cannot run " + line.getFirst() + remedy + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while NGINX checked its configuration");
        }
    }

    private static String withoutOrigin(String complaint) {
        return ORIGIN.matcher(complaint).replaceFirst("$1 ");
    }

    /** Whether NGINX only warns, that it will never answer by one of two server blocks. */
    static boolean isConflict(String complaint) {
        return complaint.contains("conflicting server name");
    }
}
