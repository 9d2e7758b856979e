package dev.baton.syncmonitor.adapter.file;

import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.verification.BookmarkStore;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A small file for each green. One that nobody came back for is removed at a start. */
public final class BookmarkFiles implements BookmarkStore {

    private static final Duration LONGEST = Duration.ofDays(7);

    /** Whatever compares in another way begins anew. */
    private static final int FORMAT = 1;

    private final SmallFiles<Kept> files;

    /**
     * @param directory is made where it is missing
     * @param now files that were not touched in a week before that are removed
     */
    public BookmarkFiles(Path directory, Instant now) {
        files = new SmallFiles<>(directory, Kept.class, "how far its verification was");
        files.removeBefore(now.minus(LONGEST));
    }

    /** The content of a file. */
    record Kept(int format, Pairing pairing, Map<String, Bookmark> tables) {
        Kept {
            tables = Map.copyOf(tables);
        }
    }

    @Override
    public Map<String, Bookmark> load(Pairing pairing) {
        return files.read(pairing.green().toString())
                .filter(kept -> kept.format() == FORMAT && kept.pairing().equals(pairing))
                .map(Kept::tables)
                .orElse(Map.of());
    }

    @Override
    public void save(Pairing pairing, Map<String, Bookmark> tables) {
        files.write(pairing.green().toString(), new Kept(FORMAT, pairing, tables));
    }

    @Override
    public void forget(DeploymentId green) {
        files.remove(green.toString());
    }
}
