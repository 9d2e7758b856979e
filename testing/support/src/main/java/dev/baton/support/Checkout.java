package dev.baton.support;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this checkout of Baton lies, from whatever directory a test runs. */
public final class Checkout {
    private Checkout() {}

    /**
     * The folder with {@code mvnw} in it: the system property {@code baton.root} when set (the build sets it), otherwise
     * the nearest such folder above the working directory.
     *
     * @throws IllegalStateException when there is none
     */
    public static Path root() {
        var configured = System.getProperty("baton.root");
        if (configured != null && isRoot(Path.of(configured))) {
            return Path.of(configured).toAbsolutePath().normalize();
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (isRoot(folder)) {
                return folder;
            }
        }
        throw new IllegalStateException("This is not a checkout of Baton: set -Dbaton.root to the folder with mvnw");
    }

    private static boolean isRoot(Path folder) {
        return Files.isRegularFile(folder.resolve("mvnw")) && Files.isDirectory(folder.resolve("broker"));
    }
}
