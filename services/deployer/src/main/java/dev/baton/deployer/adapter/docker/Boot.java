package dev.baton.deployer.adapter.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** When the machine was started. */
final class Boot {
    private static final String FIELD = "btime ";

    private Boot() {}

    /** As the kernel tells it, in {@code /proc/stat} (proc(5)); long ago where it does not. */
    static Instant time(Path proc) {
        try (Stream<String> lines = Files.lines(proc.resolve("stat"))) {
            return lines.filter(line -> line.startsWith(FIELD))
                    .map(line -> Instant.ofEpochSecond(
                            Long.parseLong(line.substring(FIELD.length()).strip())))
                    .findFirst()
                    .orElse(Instant.EPOCH);
        } catch (IOException | NumberFormatException _) {
            return Instant.EPOCH;
        }
    }
}
