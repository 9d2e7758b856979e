package dev.baton.cli.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Held by {@code up} and {@code down} while they work in a directory; the system releases it when they die. */
final class CommandLock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private CommandLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Waits until no other command works in the directory. */
    static CommandLock acquire(Layout layout) {
        try {
            Files.createDirectories(layout.run());
            var channel = FileChannel.open(layout.commandLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new CommandLock(channel, channel.lock());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + layout.commandLock(), e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release the command lock", e);
        }
    }
}
