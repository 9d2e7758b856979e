package dev.baton.syncmonitor.shadow;

import dev.baton.syncmonitor.shadow.Line.Note;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file by whose change the other tool switches. It is looked at again and again, for tools replace it by another file
 * or rewrite it in place, and who watches it by its name or its inode misses one of these. For one thread.
 */
final class NginxFile {

    private final Path path;
    private final String green;
    private Set<String> targets;
    private String trouble = "";
    private boolean suspected;

    private NginxFile(Path path, String green, Set<String> targets) {
        this.path = path;
        this.green = green;
        this.targets = targets;
    }

    /**
     * The file as it is before the other tool switches.
     *
     * @param green how it names green's address
     * @throws IllegalArgumentException where it is none, sends requests nowhere, or to green already
     */
    static NginxFile before(Path path, String green) {
        Set<String> targets;
        try {
            targets = read(path);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(path + " cannot be read: " + reason(path, unreadable));
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    path + " names no upstream with a server and no proxy_pass: name the file"
                            + " that the other tool edits when it switches; files that it includes are not looked at");
        }
        var spelled = NginxTargets.spelled(green);
        if (targets.contains(spelled)) {
            throw new IllegalArgumentException(path + " sends requests to " + green + " already (it names "
                    + words(targets) + "): begin before the other tool switches, or name green by --green-in-nginx as"
                    + " the file will");
        }
        return new NginxFile(path, spelled, targets);
    }

    /** Where requests went when it was last looked at. */
    String targets() {
        return words(targets);
    }

    /** What a look at it shows. */
    record Seen(boolean switched, Optional<Note> note) {}

    /** Looks again. */
    Seen look(Instant now) {
        Set<String> found;
        try {
            found = read(path);
        } catch (IOException unreadable) {
            return new Seen(false, troubled(now, reason(path, unreadable)));
        }
        if (found.isEmpty()) {
            return new Seen(false, troubled(now, "it names no server any more"));
        }
        var over = trouble.isEmpty() ? Optional.<Note>empty() : Optional.of(new Note(now, path + " is back"));
        trouble = "";
        suspected = false;
        if (found.equals(targets)) {
            return new Seen(false, over);
        }
        var note = new Note(now, path + " sends requests to " + words(found) + " now, before to " + words(targets));
        var switched = found.contains(green) && !targets.contains(green);
        targets = found;
        return new Seen(switched, Optional.of(note));
    }

    /** Told once, and only where a second look finds the same: a file that is being replaced is away for a moment. */
    private Optional<Note> troubled(Instant now, String what) {
        if (!suspected) {
            suspected = true;
            return Optional.empty();
        }
        if (trouble.equals(what)) {
            return Optional.empty();
        }
        trouble = what;
        return Optional.of(new Note(
                now,
                path + ": " + what + "; what the other tool does is not seen until that is mended. Still looking"));
    }

    private static Set<String> read(Path path) throws IOException {
        return NginxTargets.of(Files.readString(path, StandardCharsets.ISO_8859_1));
    }

    private static String reason(Path path, IOException failure) {
        if (!Files.exists(path)) {
            return "there is no such file";
        }
        if (Files.isDirectory(path)) {
            return "it is a directory";
        }
        return String.valueOf(failure.getMessage());
    }

    private static String words(Set<String> targets) {
        return String.join(", ", new TreeSet<>(targets));
    }
}
