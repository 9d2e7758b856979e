package dev.baton.deployer.adapter.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * Looks for a line in what one run of an instance prints, from where it began, and never twice at the same place. A line
 * counts once it has ended.
 */
final class OutputScan {
    /** As much is looked through at a time; what is longer than that without an end is no line. */
    private static final int PIECE_BYTES = 1024 * 1024;

    private static final int PIECES_AT_ONCE = 64;

    private final int run;
    private final Pattern line;
    private long position;
    private boolean found;

    /**
     * A scan of one run.
     *
     * @param from where in the output the run's own begins, in bytes
     */
    OutputScan(int run, Pattern line, long from) {
        this.run = run;
        this.line = line;
        this.position = from;
    }

    /** Whether this is the scan of that run for that line. */
    boolean isOf(int otherRun, Pattern otherLine) {
        return run == otherRun && line.pattern().equals(otherLine.pattern());
    }

    /**
     * Whether the line is there by now.
     *
     * @param older where the output was moved to if it is shorter than what was read of it
     */
    boolean found(Path output, Path older) throws IOException {
        if (found) {
            return true;
        }
        try {
            if (Files.size(output) < position) {
                scan(older);
                position = 0;
            }
            scan(output);
        } catch (NoSuchFileException _) {
            // Nothing was printed yet.
        }
        return found;
    }

    private void scan(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(PIECE_BYTES);
            for (int piece = 0; piece < PIECES_AT_ONCE && !found; piece++) {
                buffer.clear();
                channel.position(position);
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                    // Until full or at the end.
                }
                int end = endOfLines(buffer);
                if (end == 0) {
                    return;
                }
                found = new String(buffer.array(), 0, end, StandardCharsets.UTF_8)
                        .lines()
                        .anyMatch(line.asPredicate());
                position += end;
            }
        }
    }

    private static int endOfLines(ByteBuffer buffer) {
        for (int index = buffer.position() - 1; index >= 0; index--) {
            if (buffer.get(index) == '\n') {
                return index + 1;
            }
        }
        return buffer.hasRemaining() ? 0 : buffer.position();
    }
}
