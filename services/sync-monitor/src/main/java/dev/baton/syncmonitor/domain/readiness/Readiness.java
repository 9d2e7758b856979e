package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.model.Condition;
import dev.baton.model.ReadinessCertificate;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known about one deployment's readiness. It is ready when every condition held in at least two consecutive
 * samples that span the stability time; whatever is unknown, stale or contradictory begins the count anew. A proof is a
 * lease: it is renewed while the conditions hold, and lost when the instance falls behind or the lease ends.
 *
 * @param terms the bounds
 * @param phase why it is watched
 * @param startedAt when the deadline began to run
 * @param sightings what the samples have shown
 * @param streak the unbroken row of samples in which every condition held
 * @param obstacle why it is not ready, as of the last sample; empty where nothing stands in the way
 * @param proof the one that was given and holds
 * @param ended whether its end was reported
 */
public record Readiness(
        Terms terms,
        Phase phase,
        Instant startedAt,
        Sightings sightings,
        Optional<Streak> streak,
        String obstacle,
        Optional<Proof> proof,
        boolean ended) {

    private static final int FEWEST_SAMPLES = 2;

    /**
     * Consecutive samples in which every condition held.
     *
     * @param since when the first was taken
     * @param samples how many they are
     */
    public record Streak(Instant since, int samples) {}

    /**
     * A proof of readiness that was given.
     *
     * @param until the end of its lease
     * @param renewFrom from when on it is to be given again
     */
    public record Proof(Instant until, Instant renewFrom) {}

    /**
     * What follows from a sample, or from the passing of time.
     *
     * @param event what is to be published
     */
    public record Decision(Readiness next, Optional<LifecycleEvent> event) {

        private Decision orIfUneventful(Function<Readiness, Decision> then) {
            return event.isPresent() ? this : then.apply(next);
        }
    }

    /**
     * Nothing is known yet. A deployment that is synced or verified already is to prove it again, at once if it can, and
     * has the time of one lease for that.
     *
     * @param startedAt when it began to catch up
     */
    public static Readiness watching(Terms terms, Phase phase, Instant startedAt, Instant now) {
        var proof = switch (phase) {
            case SYNCED, VERIFIED ->
                Optional.of(new Proof(now.plus(terms.stableFor()).plus(terms.lease()), now));
            case SYNCING, STANDBY -> Optional.<Proof>empty();
        };
        return new Readiness(
                terms,
                phase,
                startedAt,
                Sightings.none(now),
                Optional.empty(),
                "nothing was sampled yet",
                proof,
                false);
    }

    /** The same knowledge in another phase. */
    public Readiness in(Phase next) {
        return new Readiness(terms, next, startedAt, sightings, streak, obstacle, proof, ended);
    }

    /** Takes in a sample. One that was taken in before, or comes after a later one, changes nothing. */
    public Decision decide(SyncProgress sample, Instant now) {
        if (ended || sightings.includes(sample, now, terms.patience())) {
            return unchanged();
        }
        var age = Duration.between(sample.sampledAt(), now);
        if (age.compareTo(terms.patience()) > 0 && sightings.passed(sample, now, terms.patience())) {
            return unchanged();
        }
        if (age.abs().compareTo(terms.patience()) > 0) {
            var reason = age.isNegative() ? "a sample comes from the future" : "the last sample is too old to count";
            return with(sightings, Optional.empty(), reason).expire(now);
        }
        var conditions = Conditions.of(sample, sightings, terms);
        var row = conditions.hold() ? Optional.of(continued(sample)) : Optional.<Streak>empty();
        var seen = with(sightings.with(sample, conditions.atTip()), row, conditions.obstacle());
        return seen.prove(sample, conditions, now).orIfUneventful(next -> next.expire(now));
    }

    /**
     * Lets time pass.
     *
     * @param watchingSince since when samples have been taken in without a break; what stood still before that was not
     *     watched, and does not count as stalled
     */
    public Decision tick(Instant now, Instant watchingSince) {
        return ended ? unchanged() : expire(now).orIfUneventful(next -> next.stall(now, watchingSince));
    }

    /** The row with this sample; a new row where something may have been missed since the last one. */
    private Streak continued(SyncProgress sample) {
        return streak.filter(_ -> sightings.leadTo(sample, terms.patience()))
                .map(row -> new Streak(row.since(), row.samples() + 1))
                .orElseGet(() -> new Streak(sample.sampledAt(), 1));
    }

    private Decision prove(SyncProgress sample, Conditions conditions, Instant now) {
        if (proof.isPresent() && conditions.behind()) {
            return lose("it fell behind: " + obstacle, now);
        }
        return streak.filter(row -> row.samples() >= FEWEST_SAMPLES)
                .filter(row -> lasting(row, sample).compareTo(terms.stableFor()) >= 0)
                .filter(_ -> isDue(now))
                .map(row -> certify(row, sample, conditions))
                .orElseGet(this::unchanged);
    }

    /** A proof is given once, and again when half of its lease is over. */
    private boolean isDue(Instant now) {
        return proof.map(given -> !now.isBefore(given.renewFrom())).orElse(true);
    }

    private Decision certify(Streak row, SyncProgress sample, Conditions conditions) {
        var stable = new Condition(
                "stable",
                lasting(row, sample).toMillis() + " ms",
                "at least " + terms.stableFor().toMillis() + " ms",
                true);
        var certificate = new ReadinessCertificate(
                row.since(),
                sample.sampledAt(),
                sample.sampledAt().plus(terms.lease()),
                sample.height().orElseThrow(),
                sightings.tip().orElseThrow(),
                row.samples(),
                conditions.and(stable));
        var until = certificate.validUntil();
        var given = new Proof(until, until.minus(terms.lease().dividedBy(2)));
        var proven = new Readiness(terms, phase, startedAt, sightings, streak, obstacle, Optional.of(given), false);
        return new Decision(proven, Optional.of(new SyncComplete(certificate)));
    }

    private Decision expire(Instant now) {
        return proof.filter(given -> now.isAfter(given.until())).isPresent()
                ? lose("it was not proven again before the lease ended" + because(), now)
                : unchanged();
    }

    /** Catching up begins anew, and so do its clocks; samples that count already go on to count. */
    private Decision lose(String reason, Instant now) {
        var restarted =
                new Sightings(sightings.last(), sightings.highest(), sightings.tip(), sightings.tipAdvancedAt(), now);
        var lost = new Readiness(terms, phase, now, restarted, streak, obstacle, Optional.empty(), false);
        var last = sightings.last();
        return new Decision(
                lost,
                Optional.of(new ReadinessLost(
                        reason, last.flatMap(Sightings.Seen::height), last.flatMap(Sightings.Seen::tip))));
    }

    private Decision stall(Instant now, Instant watchingSince) {
        if (phase.hasDeadline() && !now.isBefore(startedAt.plus(terms.deadline()))) {
            return end("the deadline of " + terms.deadline() + " for catching up is over");
        }
        var progressAt = sightings.progressAt();
        var still = Duration.between(watchingSince.isAfter(progressAt) ? watchingSince : progressAt, now);
        return phase == Phase.SYNCING && proof.isEmpty() && still.compareTo(terms.stallAfter()) >= 0
                ? end("no progress for " + still.toSeconds() + " s")
                : unchanged();
    }

    private Decision end(String why) {
        var over = new Readiness(terms, phase, startedAt, sightings, Optional.empty(), obstacle, proof, true);
        return new Decision(
                over,
                Optional.of(new SyncStalled(
                        why + "; height " + blocks(sightings.highest()) + ", tip " + blocks(sightings.tip())
                                + because(),
                        sightings.progressAt(),
                        sightings.highest(),
                        sightings.tip())));
    }

    private static String blocks(Optional<Long> number) {
        return number.map(Object::toString).orElse("unknown");
    }

    private String because() {
        return obstacle.isEmpty() ? "" : "; " + obstacle;
    }

    private Readiness with(Sightings seen, Optional<Streak> row, String newObstacle) {
        return new Readiness(terms, phase, startedAt, seen, row, newObstacle, proof, ended);
    }

    private Decision unchanged() {
        return new Decision(this, Optional.empty());
    }

    private static Duration lasting(Streak row, SyncProgress sample) {
        return Duration.between(row.since(), sample.sampledAt());
    }
}
