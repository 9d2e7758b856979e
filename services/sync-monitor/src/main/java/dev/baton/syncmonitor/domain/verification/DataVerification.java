package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification;
import dev.baton.model.Verification.Check;
import dev.baton.syncmonitor.domain.Watchlist;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Verifies a green's blocks at a pinned height: what does not answer leaves the question open, what differs ends the
 * deployment, and what was not compared is said.
 */
public final class DataVerification {

    private static final String ONLY_HASHES = "anything but the height and the hash of a block";

    private DataVerification() {}

    /**
     * Runs the steps until one finds a difference.
     *
     * @param due what is to be verified
     * @param archives where its blocks and those of others are read
     * @param startedAt when it begins
     * @param random chooses the heights whose hashes are compared
     */
    public static Outcome run(Watchlist.Due due, Archives archives, Instant startedAt, RandomGenerator random) {
        return Subject.of(due, archives)
                .map(subject -> run(subject, startedAt, random))
                .orElseGet(() -> nothingToCompare(due, startedAt));
    }

    private static Outcome run(Subject subject, Instant startedAt, RandomGenerator random) {
        try {
            var extent = subject.green().extent();
            if (extent.isEmpty()) {
                return new Outcome.Differing(empty(subject));
            }
            var lowest = extent.get().lowest();
            var scope = Scope.of(lowest, subject.from(lowest), subject.pinned(lowest), subject.samples(), random);
            return conclude(subject, scope, startedAt);
        } catch (Unreachable unreachable) {
            return new Outcome.Inconclusive(String.valueOf(unreachable.getMessage()));
        }
    }

    private static Outcome nothingToCompare(Watchlist.Due due, Instant startedAt) {
        var descriptor = due.green().descriptor();
        var missing = descriptor.verify().isEmpty() ? "section verify" : "database";
        return new Outcome.Proven(new Verification(
                startedAt,
                startedAt.plus(descriptor.sync().lease()),
                due.proof().certificate().height(),
                List.of(),
                List.of("the data: the descriptor has no " + missing)));
    }

    private static Outcome conclude(Subject subject, Scope scope, Instant startedAt) throws Unreachable {
        var checks = new ArrayList<Check>();
        var unchecked = new ArrayList<String>();
        for (var step : Steps.IN_ORDER) {
            switch (step.check(subject, scope)) {
                case Finding.Equal equal -> checks.add(equal.check());
                case Finding.LeftOut left -> unchecked.add(left.what());
                case Finding.Differs differs -> {
                    return new Outcome.Differing(
                            new DataMismatch(differs.check(), scope.pinned(), differs.total(), differs.first()));
                }
            }
        }
        if (scope.from() > scope.lowest()) {
            unchecked.add("gaps below " + scope.from() + ": found complete by an earlier verification");
        }
        unchecked.add("hashes at all but " + scope.heights().size() + " of " + (scope.pinned() - scope.lowest() + 1)
                + " heights");
        unchecked.add("blocks above " + scope.pinned() + ": they may still be reorganised");
        unchecked.add(ONLY_HASHES);
        return new Outcome.Proven(
                new Verification(startedAt, startedAt.plus(subject.lease()), scope.pinned(), checks, unchecked));
    }

    /** The instance tells a height, and its table of blocks is empty. */
    private static DataMismatch empty(Subject subject) {
        var height = subject.proof().height();
        return new DataMismatch(
                "gaps", height, height + 1, List.of(new Difference(height, "missing", "itself", "one block")));
    }
}
