package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.cli.up.Installation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another program of this checkout, run in the foreground with our input and output.
 *
 * @param folder where its build put it; its libraries are in {@code lib} there
 */
record Program(String folder, String jar, String mainClass) {
    /** Runs it to its end and returns its exit code. */
    int run(List<String> arguments) {
        var installation = Installation.current();
        var built = installation.root().resolve(folder);
        var path = built.resolve(jar);
        if (!Files.exists(path)) {
            throw CommandFailure.failed(path + " is missing: Baton is not built completely. Run ./mvnw package");
        }
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dbaton.root=" + installation.root(),
                "-cp",
                path + File.pathSeparator + built.resolve("lib") + File.separator + "*",
                mainClass));
        command.addAll(arguments);
        try {
            var process = new ProcessBuilder(command).inheritIO().start();
            // An interrupt from the terminal reaches it as well; one by kill reaches only us.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + path, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
