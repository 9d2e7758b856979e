package dev.baton.syncmonitor.handler;

import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Verify;
import dev.baton.events.VerificationProgress.EqualSoFar;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.verification.BookmarkStore;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks;
import dev.baton.syncmonitor.domain.verification.ToldBookmarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One green beside one blue, ready without a break: what was found equal stays so. A green that lost its readiness may
 * have begun anew, so another stretch begins.
 */
final class Stretch {

    /** Whoever verified told of it within that time and a lease before now, or the stretch has ended. */
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(10);

    /** By which clocks of several machines may differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final Pairing pairing;
    private final Supplier<Bookmarks> earlier;
    private @Nullable Bookmarks bookmarks;
    private volatile Optional<Verification> found = Optional.empty();

    private Stretch(Pairing pairing, Supplier<Bookmarks> earlier) {
        this.pairing = pairing;
        this.earlier = earlier;
    }

    /**
     * With what an earlier process has left of the same stretch: here, or on the log.
     *
     * @param now when it begins, or goes on here
     */
    static Stretch of(Due due, BookmarkStore store, ToldBookmarks told, Instant now) {
        var pairing = pairing(due);
        return new Stretch(pairing, () -> comparesTables(due) ? kept(due, pairing, store, told, now) : new Bookmarks());
    }

    private static boolean comparesTables(Due due) {
        return due.green()
                .descriptor()
                .verify()
                .map(Verify::tables)
                .filter(tables -> !tables.isEmpty())
                .isPresent();
    }

    private static Bookmarks kept(Due due, Pairing pairing, BookmarkStore store, ToldBookmarks told, Instant now) {
        var oldest =
                now.minus(TOLD_WITHIN).minus(due.green().descriptor().sync().lease());
        var after = (oldest.isBefore(pairing.since()) ? pairing.since() : oldest).minus(SKEW);
        var application = due.proof().event().application();
        return new Bookmarks(
                Bookmarks.further(store.load(pairing), told.last(application, pairing, after)),
                moved -> store.save(pairing, moved));
    }

    boolean includes(Due due) {
        return pairing.equals(pairing(due));
    }

    /** Looks them up when it is first asked, which takes its time. */
    synchronized Bookmarks bookmarks() {
        if (bookmarks == null) {
            bookmarks = earlier.get();
        }
        return bookmarks;
    }

    /** What whoever goes on with it elsewhere need not compare again. */
    Optional<EqualSoFar> equal() {
        var tables = bookmarks().all().entrySet().stream()
                .map(entry -> new EqualSoFar.Table(
                        entry.getKey(),
                        entry.getValue().columns(),
                        entry.getValue().height()))
                .sorted(Comparator.comparing(EqualSoFar.Table::name))
                .toList();
        return tables.isEmpty()
                ? Optional.empty()
                : Optional.of(new EqualSoFar(pairing.blue(), pairing.since(), tables));
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
