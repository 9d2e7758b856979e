package dev.baton.cli.up;

import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that a reader finds whole or not at all, whoever dies while they are written. */
final class WholeFile {
    private WholeFile() {}

    static void write(Path file, Object content) {
        try {
            write(file, BatonJson.mapper().writeValueAsString(content));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    static void write(Path file, String text) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(aside, text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
