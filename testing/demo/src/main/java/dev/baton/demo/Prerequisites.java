package dev.baton.demo;

import dev.baton.demo.stage.DemoFailure;
import dev.baton.support.ChildProcesses;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What has to be on the machine: NGINX. All else comes from Maven Central. */
final class Prerequisites {

    private static final Pattern NGINX_VERSION = Pattern.compile("nginx/([0-9.]+)");
    private static final Pattern KAFKA_JAR = Pattern.compile("kafka-clients-([0-9.]+)\\.jar");

    private Prerequisites() {}

    /** {@link DemoFailure} where something is missing. The launcher has installed it where it could. */
    static void check() {
        if (NginxServer.binary().isEmpty()) {
            throw new DemoFailure(
                    "NGINX is not installed. Start the demo by ./baton demo, which installs it where it may,"
                            + " or install it: sudo apt-get install nginx-light, or brew install nginx");
        }
    }

    /** Versions of what takes part, for the report. */
    static Map<String, String> versions(Path root) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", Runtime.version().toString());
        kafka(root).ifPresent(version -> versions.put("kafka", version));
        NginxServer.binary()
                .map(binary -> output(List.of(binary.toString(), "-v")))
                .map(NGINX_VERSION::matcher)
                .filter(Matcher::find)
                .ifPresent(matcher -> versions.put("nginx", matcher.group(1)));
        versions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return versions;
    }

    private static Optional<String> kafka(Path root) {
        try (Stream<Path> jars = Files.list(root.resolve("broker/target/lib"))) {
            return jars.map(jar -> KAFKA_JAR.matcher(jar.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String output(List<String> command) {
        try {
            Path file = Files.createTempFile("baton-demo-", ".out");
            try {
                Process process = ChildProcesses.start(
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile()));
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return Files.readString(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new DemoFailure("Cannot run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }
}
