package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerificationStep;
import dev.baton.descriptor.Verify;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification;
import dev.baton.model.Verification.Check;
import dev.baton.syncmonitor.domain.Watchlist;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Verifies a green's blocks at a pinned height: what does not answer leaves the question open, what differs ends the
 * deployment, and what was not compared is said.
 */
public final class DataVerification {

    private DataVerification() {}

    /** As {@link #run(Watchlist.Due, Archives, Instant, RandomGenerator, Course)}, with nobody following. */
    public static Outcome run(Watchlist.Due due, Archives archives, Instant startedAt, RandomGenerator random) {
        return run(due, archives, startedAt, random, Course.unwatched());
    }

    /**
     * Runs the steps until one finds a difference.
     *
     * @param due what is to be verified
     * @param archives where its blocks and those of others are read
     * @param startedAt when it begins
     * @param random chooses the heights whose hashes are compared
     * @param course follows it
     */
    public static Outcome run(
            Watchlist.Due due, Archives archives, Instant startedAt, RandomGenerator random, Course course) {
        return Subject.of(due, archives)
                .map(subject -> run(subject, startedAt, random, course))
                .orElseGet(() -> nothingToCompare(due, startedAt));
    }

    private static Outcome run(Subject subject, Instant startedAt, RandomGenerator random, Course course) {
        try {
            course.tell("blocks", "itself", 0, Optional.empty());
            var extent = subject.green().extent();
            if (extent.isEmpty()) {
                return new Outcome.Differing(empty(subject));
            }
            var lowest = extent.get().lowest();
            var scope = Scope.of(lowest, subject.from(lowest), subject.pinned(lowest), subject.samples(), random);
            return conclude(subject, scope, startedAt, course);
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

    private static Outcome conclude(Subject subject, Scope scope, Instant startedAt, Course course) throws Unreachable {
        var checks = new ArrayList<Check>();
        var unchecked = new ArrayList<String>();
        for (var step : Steps.IN_ORDER.entrySet()) {
            if (subject.verify().skip().contains(step.getKey())) {
                unchecked.add(name(step.getKey()) + ": the descriptor leaves it out (verify.skip)");
                continue;
            }
            for (var finding : step.getValue().check(subject, scope, course)) {
                switch (finding) {
                    case Finding.Equal equal -> checks.add(equal.check());
                    case Finding.LeftOut left -> unchecked.add(left.what());
                    case Finding.Differs differs -> {
                        return new Outcome.Differing(
                                new DataMismatch(differs.check(), scope.pinned(), differs.total(), differs.first()));
                    }
                }
            }
        }
        if (scope.from() > scope.lowest()) {
            unchecked.add("gaps below " + scope.from() + ": found complete by an earlier verification");
        }
        unchecked.add("hashes at all but " + scope.heights().size() + " of " + (scope.pinned() - scope.lowest() + 1)
                + " heights");
        unchecked.add("blocks above " + scope.pinned() + ": they may still be reorganised");
        nobodyKnows(subject).ifPresent(why -> unchecked.add("the hashes of blocks that came since its proof: " + why));
        unchecked.add(rest(subject.verify()));
        return new Outcome.Proven(
                new Verification(startedAt, startedAt.plus(subject.lease()), scope.pinned(), checks, unchecked));
    }

    /** Why what came since the proof is compared with nobody: see {@link NewestBlocks}. */
    private static Optional<String> nobodyKnows(Subject subject) {
        if (subject.verify().skip().contains(VerificationStep.SOURCE_HASHES)) {
            return Optional.of("the descriptor leaves sourceHashes out (verify.skip)");
        }
        return subject.source().isEmpty() ? Optional.of(Steps.NO_SOURCE) : Optional.empty();
    }

    private static String rest(Verify verify) {
        var described = new ArrayList<String>();
        described.add("the height and the hash of a block");
        if (!verify.tables().isEmpty()) {
            described.add("rows of verify.tables that have a height");
        }
        if (!verify.queries().isEmpty()) {
            described.add("answers to verify.queries");
        }
        return "anything but " + String.join(", ", described);
    }

    /** As the descriptor spells it. */
    private static String name(VerificationStep step) {
        return switch (step) {
            case IDENTITY -> "identity";
            case GAPS -> "gaps";
            case RANGE -> "range";
            case SOURCE_HASHES -> "sourceHashes";
            case BLUE_HASHES -> "blueHashes";
            case TABLES -> "tables";
            case QUERIES -> "queries";
        };
    }

    /** The instance tells a height, and its table of blocks is empty. */
    private static DataMismatch empty(Subject subject) {
        var height = subject.proof().height();
        return new DataMismatch(
                "gaps", height, height + 1, List.of(new Difference(height, "missing", "itself", "one block")));
    }
}
