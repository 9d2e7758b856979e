package dev.baton.syncmonitor.handler;

import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.verification.BookmarkStore;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks;
import java.time.Instant;
import java.util.Optional;

/**
 * One green beside one blue, ready without a break: what was found equal stays so. A green that lost its readiness may
 * have begun anew, so another stretch begins.
 */
final class Stretch {

    private final Pairing pairing;
    private final Bookmarks bookmarks;
    private volatile Optional<Verification> found = Optional.empty();

    private Stretch(Pairing pairing, Bookmarks bookmarks) {
        this.pairing = pairing;
        this.bookmarks = bookmarks;
    }

    /** With what an earlier process has left of the same stretch. */
    static Stretch of(Due due, BookmarkStore store) {
        var pairing = pairing(due);
        return new Stretch(pairing, new Bookmarks(store.load(pairing), moved -> store.save(pairing, moved)));
    }

    boolean includes(Due due) {
        return pairing.equals(pairing(due));
    }

    Bookmarks bookmarks() {
        return bookmarks;
    }

    void found(Verification verification) {
        found = Optional.of(verification);
    }

    /** With the last result, also where the log has not been read up to it. */
    Due withWhatWasFound(Due due) {
        return new Due(due.green(), due.blue(), due.proof(), due.before().or(() -> found));
    }

    private static Pairing pairing(Due due) {
        return new Pairing(due.green().id(), due.blue().map(Deployment::id), since(due.green()));
    }

    private static Instant since(Deployment green) {
        return switch (green.stage()) {
            case Stage.Synced synced -> synced.since();
            case Stage.Verified verified -> verified.since();
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Standby _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> green.since();
        };
    }
}
