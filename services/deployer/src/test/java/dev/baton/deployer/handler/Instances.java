package dev.baton.deployer.handler;

import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The processes of instances, as the kernel knows them. */
final class Instances {
    private Instances() {}

    static List<ProcessHandle> processes(DeploymentId deployment) {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains("BATON_DEPLOYMENT=" + deployment + "\0"))
                .toList();
    }

    /** Kills the application and leaves its wrapper to note it. */
    static void killApplication(DeploymentId deployment) {
        processes(deployment).stream()
                .filter(process -> !process.info().arguments().map(List::of).orElse(List.of()).stream()
                        .anyMatch(argument -> argument.endsWith("/run.sh")))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Lets the application hang: it runs, and answers nobody. */
    static void suspend(DeploymentId deployment) throws IOException, InterruptedException {
        for (ProcessHandle process : processes(deployment)) {
            new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Kills every instance that was started below the directory. */
    static void stopAll(Path directory) throws IOException {
        Path instances = directory.resolve("instances");
        if (!Files.isDirectory(instances)) {
            return;
        }
        try (var entries = Files.list(instances)) {
            entries.map(entry -> DeploymentId.of(entry.getFileName().toString()))
                    .flatMap(deployment -> processes(deployment).stream())
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** The status that an application answers with; -1 where nothing answers. */
    static int answer(URI uri) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException _) {
            return -1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
