package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.model.Condition;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.ReadinessCertificate.Evidence;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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
 * @param exitedAt when the instance ended by itself, where no row of samples has begun since
 */
public record Readiness(
        Terms terms,
        Phase phase,
        Instant startedAt,
        Sightings sightings,
        Optional<Streak> streak,
        String obstacle,
        Optional<Proof> proof,
        boolean ended,
        Optional<Instant> exitedAt) {

    private static final int FEWEST_SAMPLES = 2;

    /**
     * Consecutive samples in which every condition held.
     *
     * @param since when the first was taken
     * @param samples how many they are
     * @param first the number of the first; empty where it was taken in by the first release
     */
    public record Streak(Instant since, int samples, Optional<Long> first) {}

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
     * @param conditions how the sample met them; empty where none was taken in
     */
    public record Decision(Readiness next, Optional<LifecycleEvent> event, Optional<Conditions> conditions) {

        private Decision orIfUneventful(Function<Readiness, Decision> then) {
            return event.isPresent() ? this : then.apply(next);
        }

        private Decision on(Conditions met) {
            return new Decision(next, event, Optional.of(met));
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
                false,
                Optional.empty());
    }

    /** The same knowledge in another phase. */
    public Readiness in(Phase next) {
        return new Readiness(terms, next, startedAt, sightings, streak, obstacle, proof, ended, exitedAt);
    }

    /** The instance has ended by itself. What was seen of it before proves nothing about what is started again. */
    public Decision exited(Instant at, Instant now) {
        var reason = "the instance has ended by itself";
        var after = new Readiness(
                terms, phase, startedAt, sightings, Optional.empty(), reason, proof, ended, Optional.of(at));
        return !ended && proof.isPresent() ? after.lose(reason, now) : after.unchanged();
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
        var conditions = new Conditions(sample, sightings, terms, exitedAt);
        var row = conditions.hold() ? Optional.of(continued(sample)) : Optional.<Streak>empty();
        var seen = with(sightings.with(sample, conditions.atTip(), terms.patience()), row, conditions.obstacle());
        return seen.prove(sample, conditions, now)
                .orIfUneventful(next -> next.expire(now))
                .on(conditions);
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

    /**
     * When time alone may next lead to something, and {@link #tick} is to be asked; never later than it does. Empty where
     * only a sample can.
     */
    public Optional<Instant> due(Instant watchingSince) {
        if (ended) {
            return Optional.empty();
        }
        return Stream.of(
                        proof.map(given -> given.until().plusNanos(1)),
                        phase.hasDeadline() ? Optional.of(startedAt.plus(terms.deadline())) : Optional.<Instant>empty(),
                        mayStall()
                                ? Optional.of(later(watchingSince, sightings.progressAt())
                                        .plus(terms.stallAfter()))
                                : Optional.<Instant>empty())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /**
     * Since when no sample has come that counts, where one is waited for: while it catches up.
     *
     * @param watchingSince as for {@link #tick}
     */
    Optional<Instant> silentSince(Instant watchingSince) {
        var seen = sightings.last().map(Sightings.Seen::at).orElse(sightings.tipAdvancedAt());
        return mayStall() && !ended ? Optional.of(later(watchingSince, seen)) : Optional.empty();
    }

    /** The row with this sample; a new row where something may have been missed since the last one. */
    private Streak continued(SyncProgress sample) {
        return streak.filter(_ -> sightings.leadTo(sample, terms.patience()))
                .map(row -> new Streak(row.since(), row.samples() + 1, row.first()))
                .orElseGet(() -> new Streak(sample.sampledAt(), 1, Optional.of(sample.sequence())));
    }

    private Decision prove(SyncProgress sample, Conditions conditions, Instant now) {
        if (proof.isPresent() && conditions.behind()) {
            return lose("it fell behind: " + obstacle, now);
        }
        return streak.filter(row -> isStable(row, sample))
                .filter(_ -> isDue(now))
                .map(row -> certify(row, sample, conditions))
                .orElseGet(this::unchanged);
    }

    /** A proof is given once, and again when half of its lease is over. */
    private boolean isDue(Instant now) {
        return proof.map(given -> !now.isBefore(given.renewFrom())).orElse(true);
    }

    private Decision certify(Streak row, SyncProgress sample, Conditions conditions) {
        var met = new ArrayList<>(conditions.conditions());
        met.add(stability(sample));
        var certificate = new ReadinessCertificate(
                row.since(),
                sample.sampledAt(),
                sample.sampledAt().plus(terms.lease()),
                sample.height().orElseThrow(),
                sightings.tip().orElseThrow(),
                row.samples(),
                met,
                row.first().map(first -> new Evidence(first, sample.sequence(), sample.sources(), sample.tipHash())));
        var until = certificate.validUntil();
        var given = new Proof(until, until.minus(terms.lease().dividedBy(2)));
        var proven = new Readiness(
                terms, phase, startedAt, sightings, streak, obstacle, Optional.of(given), false, exitedAt);
        return decided(proven, new SyncComplete(certificate));
    }

    /** Whether every condition has held for the stability time, as of that sample. */
    Condition stability(SyncProgress sample) {
        return new Condition(
                Check.STABLE.title(),
                Words.millis(streak.map(row -> lasting(row, sample)).orElse(Duration.ZERO)),
                Words.bound(Check.STABLE, terms),
                isStable(sample));
    }

    boolean isStable(SyncProgress sample) {
        return streak.filter(row -> isStable(row, sample)).isPresent();
    }

    private boolean isStable(Streak row, SyncProgress sample) {
        return row.samples() >= FEWEST_SAMPLES && lasting(row, sample).compareTo(terms.stableFor()) >= 0;
    }

    private Decision expire(Instant now) {
        return proof.filter(given -> now.isAfter(given.until())).isPresent()
                ? lose("it was not proven again before the lease ended" + because(), now)
                : unchanged();
    }

    /** Catching up begins anew, and so do its clocks; samples that count already go on to count. */
    private Decision lose(String reason, Instant now) {
        var lost = new Readiness(
                terms, phase, now, sightings.progressedAt(now), streak, obstacle, Optional.empty(), false, exitedAt);
        var last = sightings.last();
        return decided(
                lost,
                new ReadinessLost(reason, last.flatMap(Sightings.Seen::height), last.flatMap(Sightings.Seen::tip)));
    }

    private Decision stall(Instant now, Instant watchingSince) {
        if (phase.hasDeadline() && !now.isBefore(startedAt.plus(terms.deadline()))) {
            return end("the deadline of " + terms.deadline() + " for catching up is over");
        }
        var still = Duration.between(later(watchingSince, sightings.progressAt()), now);
        return mayStall() && still.compareTo(terms.stallAfter()) >= 0
                ? end("no progress for " + still.toSeconds() + " s")
                : unchanged();
    }

    private boolean mayStall() {
        return phase == Phase.SYNCING && proof.isEmpty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Decision end(String why) {
        var over = new Readiness(terms, phase, startedAt, sightings, Optional.empty(), obstacle, proof, true, exitedAt);
        var where = "; height " + Words.words(sightings.highest()) + ", tip " + Words.words(sightings.tip());
        return decided(
                over,
                new SyncStalled(why + where + because(), sightings.progressAt(), sightings.highest(), sightings.tip()));
    }

    private String because() {
        return obstacle.isEmpty() ? "" : "; " + obstacle;
    }

    private Readiness with(Sightings seen, Optional<Streak> row, String newObstacle) {
        // A row that goes on or begins shows the instance as it is after its exit.
        var exit = row.isPresent() ? Optional.<Instant>empty() : exitedAt;
        return new Readiness(terms, phase, startedAt, seen, row, newObstacle, proof, ended, exit);
    }

    private Decision unchanged() {
        return new Decision(this, Optional.empty(), Optional.empty());
    }

    private static Decision decided(Readiness next, LifecycleEvent event) {
        return new Decision(next, Optional.of(event), Optional.empty());
    }

    private static Duration lasting(Streak row, SyncProgress sample) {
        return Duration.between(row.since(), sample.sampledAt());
    }
}
