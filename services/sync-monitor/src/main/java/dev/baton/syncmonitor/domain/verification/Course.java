package dev.baton.syncmonitor.domain.verification;

import java.time.Duration;
import java.util.Optional;

/** What a verification under way tells and waits for, and what earlier attempts have left to it. */
public interface Course {

    /**
     * How far it is.
     *
     * @param check what is being compared
     * @param against with whom
     * @param done how much of it was compared, in the check's own unit
     * @param total how much there is; empty where it is not known
     */
    void tell(String check, String against, long done, Optional<Long> total);

    /**
     * Leaves the databases to others for a while.
     *
     * @throws Unreachable where the verification is not wanted any more
     */
    void pause(Duration pause) throws Unreachable;

    /** Whether others wait for the pause, so that nothing should be held meanwhile. */
    default boolean contended() {
        return false;
    }

    /** What was found equal before, and is not compared again. */
    Bookmarks bookmarks();

    /** Of a verification that nobody follows and that waits for nothing. */
    static Course unwatched() {
        var bookmarks = new Bookmarks();
        return new Course() {
            @Override
            public void tell(String check, String against, long done, Optional<Long> total) {
                // Nobody wants to know.
            }

            @Override
            public void pause(Duration pause) {
                // Nobody else is there.
            }

            @Override
            public Bookmarks bookmarks() {
                return bookmarks;
            }
        };
    }
}
