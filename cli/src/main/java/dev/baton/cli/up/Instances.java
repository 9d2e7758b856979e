package dev.baton.cli.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The applications' instances that the deployer started from this directory: every process that has, in its environment,
 * the id of a deployment of which {@code DIR/instances} knows. The deployer puts it there before the process exists, so
 * none escapes, whoever died in between, and a process that merely got an old PID is none.
 */
final class Instances {
    private static final String VARIABLE = "BATON_DEPLOYMENT=";

    private Instances() {}

    static List<ProcessHandle> running(Layout layout) {
        var deployments = deployments(layout);
        if (deployments.isEmpty()) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(Processes::isRunning)
                .filter(process -> environment(process).stream()
                        .filter(variable -> variable.startsWith(VARIABLE))
                        .anyMatch(variable -> deployments.contains(variable.substring(VARIABLE.length()))))
                .toList();
    }

    private static Set<String> deployments(Layout layout) {
        if (!Files.isDirectory(layout.instances())) {
            return Set.of();
        }
        try (var folders = Files.list(layout.instances())) {
            return folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + layout.instances(), e);
        }
    }

    private static List<String> environment(ProcessHandle process) {
        try {
            var variables = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return Arrays.asList(new String(variables, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException _) {
            // Another user's, or it has ended: not ours in both cases.
            return List.of();
        }
    }
}
