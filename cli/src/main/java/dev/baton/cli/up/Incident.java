package dev.baton.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that should not happen and did: a line of {@code run/incidents.jsonl}.
 *
 * @param what one sentence
 * @param log where to read more
 */
public record Incident(Instant time, Component component, String what, String log) {
    /** More are not kept: what matters is recent, and a component that crashes for ever must not fill the disk. */
    private static final int KEPT = 500;

    /** All that is kept, oldest first; lines that cannot be read are left out. */
    public static List<Incident> read(Layout layout) {
        return lines(layout).stream().flatMap(line -> parse(line).stream()).toList();
    }

    static synchronized void append(Layout layout, Incident incident) {
        var lines = lines(layout);
        try {
            if (lines.size() >= 2 * KEPT) {
                WholeFile.write(
                        layout.incidents(), String.join("\n", lines.subList(lines.size() - KEPT, lines.size())) + "\n");
            }
            Files.writeString(
                    layout.incidents(),
                    BatonJson.mapper().writeValueAsString(incident) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + layout.incidents(), e);
        }
    }

    private static List<String> lines(Layout layout) {
        if (!Files.exists(layout.incidents())) {
            return List.of();
        }
        try {
            return Files.readAllLines(layout.incidents());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + layout.incidents(), e);
        }
    }

    private static Optional<Incident> parse(String line) {
        try {
            return Optional.of(BatonJson.mapper().readValue(line, Incident.class));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
