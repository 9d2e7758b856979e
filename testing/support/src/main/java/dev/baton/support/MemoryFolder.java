package dev.baton.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A test's temporary folder in memory where the system has a place for that, else on disk: {@code @TempDir(factory =
 * MemoryFolder.class)}. For a topology in its test driver, which flushes every store to the disk after every record, and
 * which has no test of what a disk keeps. Not for more than a few megabytes: in a container there may be no more.
 */
public final class MemoryFolder implements TempDirFactory {

    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        return Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "baton-test-")
                : Files.createTempDirectory("baton-test-");
    }
}
