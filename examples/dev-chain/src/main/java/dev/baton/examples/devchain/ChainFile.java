package dev.baton.examples.devchain;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code chain.json} in a chain's folder: its settings and its state, replaced as a whole at each change. */
final class ChainFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    ChainFile(Path folder) {
        this.file = folder.resolve("chain.json");
    }

    /** A chain as it was saved. */
    record Saved(ChainSettings settings, ChainState state) {}

    /** The saved chain, or empty if the folder has none; throws with the file's name if it is not readable. */
    Optional<Saved> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            return Optional.of(new Saved(
                    new ChainSettings(
                            content.seed,
                            content.chainId,
                            Instant.parse(content.genesis),
                            Duration.ofMillis(content.blockTimeMs)),
                    new ChainState(content.height, Instant.parse(content.since), content.paused, content.forks)));
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + " is not a saved chain; move it away to start a new one", e);
        }
    }

    /** Replaces the file: written beside it, forced to disk, renamed over it. */
    void write(ChainSettings settings, ChainState state) {
        Content content = new Content(
                settings.seed(),
                settings.chainId(),
                settings.genesis().toString(),
                settings.blockTime().toMillis(),
                state.height(),
                state.since().toString(),
                state.paused(),
                state.forks());
        Path next = file.resolveSibling("chain.json.next");
        try {
            Files.createDirectories(file.getParent());
            Files.write(next, JSON.writeValueAsBytes(content));
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private record Content(
            long seed,
            long chainId,
            String genesis,
            long blockTimeMs,
            long height,
            String since,
            boolean paused,
            List<Long> forks) {}
}
