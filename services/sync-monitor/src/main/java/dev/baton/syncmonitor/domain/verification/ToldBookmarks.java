package dev.baton.syncmonitor.domain.verification;

import dev.baton.model.ApplicationName;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import java.time.Instant;
import java.util.Map;

/**
 * The bookmarks that a verification told while it was under way, in whichever process. What is not found costs time and
 * nothing else: the comparison begins anew. So nothing here fails.
 */
@FunctionalInterface
public interface ToldBookmarks {

    /** Nobody told any. */
    ToldBookmarks NONE = (_, _, _) -> Map.of();

    /**
     * The last that were told for this very pairing, by table; empty where none were, or they cannot be read.
     *
     * @param after nothing older counts
     */
    Map<String, Bookmark> last(ApplicationName application, Pairing pairing, Instant after);
}
