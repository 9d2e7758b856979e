package dev.baton.cli.up;

import dev.baton.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where everything lies below Baton's directory.
 *
 * @param directory absolute and without links, so that the same directory has one name only
 */
public record Layout(Path directory) {
    /** What ends a quoted path early in NGINX's or Kafka's configuration, or is expanded there. */
    private static final Pattern UNSAFE = Pattern.compile("[\"'\\\\$;{}*?\\[\\]#\\p{Cntrl}\\s,]");

    /**
     * The layout of an existing or new directory, which is created.
     *
     * @throws CommandFailure when the directory cannot be used
     */
    public static Layout create(Path directory) {
        var absolute = directory.toAbsolutePath().normalize();
        if (UNSAFE.matcher(absolute.toString()).find()) {
            throw CommandFailure.usage("The directory " + absolute
                    + " cannot be used: NGINX and Kafka read its name in their configuration, so it may not contain blanks,"
                    + " quotes or any of \\ $ ; { } * ? [ ] # ,");
        }
        try {
            Files.createDirectories(absolute);
            var layout = new Layout(absolute.toRealPath());
            for (Path folder : List.of(layout.run(), layout.logs(), layout.kafka(), layout.nginxSites())) {
                Files.createDirectories(folder);
            }
            for (String folder : List.of("logs", "run")) {
                Files.createDirectories(layout.nginx().resolve(folder));
            }
            return layout;
        } catch (IOException e) {
            throw CommandFailure.usage("The directory " + absolute + " cannot be used: " + e.getMessage());
        }
    }

    /** The layout of a directory that may not exist; nothing is created. */
    public static Layout of(Path directory) {
        var absolute = directory.toAbsolutePath().normalize();
        try {
            return new Layout(Files.exists(absolute) ? absolute.toRealPath() : absolute);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is true only while something runs: states, endpoints, locks. */
    public Path run() {
        return directory.resolve("run");
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    Path log(Component component) {
        return switch (component) {
            case KAFKA -> logs().resolve("kafka.log");
            case NGINX -> nginx().resolve("logs/error.log");
            case DEPLOYER, SYNC_MONITOR, ROUTER_SWITCHER, AUDIT -> logs().resolve(component.label() + ".log");
        };
    }

    /** What a process prints rather than logs: little, unless it cannot start. */
    Path output(String name) {
        return logs().resolve(name + ".out");
    }

    Path kafka() {
        return directory.resolve("kafka");
    }

    Path nginx() {
        return directory.resolve("nginx");
    }

    Path nginxSites() {
        return nginx().resolve("sites");
    }

    Path instances() {
        return directory.resolve("instances");
    }

    Path endpoints() {
        return run().resolve("endpoints.json");
    }

    Path state(Component component) {
        return run().resolve(component.label() + ".json");
    }

    Path incidents() {
        return run().resolve("incidents.jsonl");
    }

    /** Locked by the supervisor for as long as it lives. */
    Path supervisorLock() {
        return run().resolve("supervisor.lock");
    }

    /** Locked by {@code up} and {@code down} while they work, so that one waits for the other. */
    Path commandLock() {
        return run().resolve("command.lock");
    }
}
