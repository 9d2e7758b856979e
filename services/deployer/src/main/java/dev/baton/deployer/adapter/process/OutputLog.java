package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.LogTail;
import dev.baton.deployer.domain.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file that an instance's standard output and error go to. */
final class OutputLog {
    private static final int TAIL_BYTES = 64 * 1024;

    private final Path file;
    private final long limitBytes;

    OutputLog(Path file, long limitBytes) {
        this.file = file;
        this.limitBytes = limitBytes;
    }

    /** The last lines, bounded in number and length, without control characters and secrets. */
    List<String> lastLines(Redaction redaction) {
        String tail;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long start = Math.max(0, channel.size() - TAIL_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - start));
            channel.position(start);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Until full, or the file was cut meanwhile.
            }
            tail = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            if (start > 0) {
                // The first line lacks its beginning, and with it perhaps half a secret that redaction would not know.
                int end = tail.indexOf('\n');
                tail = end < 0 ? "" : tail.substring(end + 1);
            }
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            return List.of("(the output cannot be read: " + e.getMessage() + ")");
        }
        return LogTail.of(tail.lines().toList(), redaction);
    }

    /**
     * Keeps a talkative instance from filling the disk: past the limit the content moves to one older file and the log
     * starts anew. The instance appends, so it goes on at the new beginning; a line printed during the copy may be lost.
     */
    void rotate() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= limitBytes) {
            return;
        }
        Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}
