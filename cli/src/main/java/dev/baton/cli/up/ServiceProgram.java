package dev.baton.cli.up;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the four services. Ready means: its {@code /q/health/ready} says so. */
final class ServiceProgram implements Program {
    private static final int LOG_FILES = 3;

    private final Component component;
    private final Layout layout;
    private final Installation installation;
    private final Ports ports;

    ServiceProgram(Component component, Layout layout, Installation installation, Ports ports) {
        this.component = component;
        this.layout = layout;
        this.installation = installation;
        this.ports = ports;
    }

    @Override
    public Component component() {
        return component;
    }

    @Override
    public Optional<ProcessHandle> find() {
        return Processes.find(Processes.mark(layout, component.label()));
    }

    @Override
    public Process start(int port) throws IOException {
        var command = List.of(
                Installation.java().toString(),
                Processes.mark(layout, component.label()),
                "-Xms32m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                installation.service(component).toString());
        return Processes.startDetached(
                command,
                layout.directory(),
                layout.output(component.label()),
                environment -> environment.putAll(configuration(port)));
    }

    @Override
    public boolean isReady(int port) {
        return Answers.http(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
    }

    private Map<String, String> configuration(int port) {
        return Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.of(Component.KAFKA)),
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("BATON_DIR", layout.directory().toString()),
                Map.entry("BATON_TOPIC_PREFIX", KafkaProgram.TOPIC_PREFIX),
                Map.entry("BATON_NGINX_BINARY", installation.nginx().toString()),
                // The log rotates by itself; what is printed otherwise is little and kept apart.
                Map.entry("QUARKUS_LOG_FILE_ENABLED", "true"),
                Map.entry("QUARKUS_LOG_FILE_FORMAT", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{1}] %s%e%n"),
                Map.entry("QUARKUS_LOG_FILE_PATH", layout.log(component).toString()),
                Map.entry("QUARKUS_LOG_FILE_ROTATION_MAX_FILE_SIZE", "10M"),
                Map.entry("QUARKUS_LOG_FILE_ROTATION_MAX_BACKUP_INDEX", Integer.toString(LOG_FILES)),
                Map.entry("QUARKUS_LOG_CONSOLE_ENABLED", "false"));
    }
}
