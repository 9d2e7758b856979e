package dev.baton.router.adapter.nginx;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes to files that are either whole or not there, also after a power cut: write aside, fsync, rename, fsync. */
final class Durable {

    private Durable() {}

    /** Replaces a file as a whole. The temporary file's name ends in {@code .next}, which no include pattern matches. */
    static void write(Path file, String text) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".next");
        try (var channel = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, ATOMIC_MOVE);
        syncDirectoryOf(file);
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        syncDirectoryOf(file);
    }

    /**
     * Points a link at another target of the same directory, atomically: a reader sees the former or the new one. Not yet
     * durable: after a power cut it may be the former again, until {@link #syncDirectoryOf}.
     */
    static void link(Path link, String target) throws IOException {
        var next = link.resolveSibling(link.getFileName() + ".next");
        Files.deleteIfExists(next); // left by a crash between the two steps below
        Files.createSymbolicLink(next, Path.of(target));
        Files.move(next, link, ATOMIC_MOVE);
    }

    /** Makes durable what was made, renamed and removed beside the entry. */
    static void syncDirectoryOf(Path entry) throws IOException {
        try (var channel = FileChannel.open(entry.resolveSibling("."), READ)) {
            channel.force(true);
        }
    }
}
