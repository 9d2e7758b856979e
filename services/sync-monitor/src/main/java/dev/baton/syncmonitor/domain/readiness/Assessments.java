package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.ReadinessAssessed;
import dev.baton.events.ReadinessAssessed.Finding;
import dev.baton.events.SyncProgress;
import dev.baton.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was last said about a deployment's readiness.
 *
 * @param at when the sample was taken that it rested on; empty before the first
 * @param ready whether a proof was given and held
 * @param verdicts what each condition was found to be
 */
public record Assessments(Optional<Instant> at, boolean ready, Map<Check, Verdict> verdicts) {

    /** Nothing was said yet. */
    public static final Assessments NONE = new Assessments(Optional.empty(), false, Map.of());

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    /** @param since when it became that */
    public record Verdict(boolean holds, Instant since) {}

    /**
     * Something is to be said.
     *
     * @param next what is remembered of it
     */
    public record Said(Assessments next, ReadinessAssessed event) {}

    public Assessments {
        verdicts = Map.copyOf(verdicts);
    }

    /** What is to be said once a sample was taken in; empty where it would be what was said just now. */
    public Optional<Said> after(Readiness.Decision decision) {
        return decision.conditions().flatMap(met -> after(met, decision.next()));
    }

    /**
     * What is to be said where no sample comes: nothing is known of the instance then. Empty where samples come, or where
     * it was said just now.
     *
     * @param watchingSince since when samples have been awaited without a break
     */
    public Optional<Said> silent(Readiness readiness, Instant now, Instant watchingSince) {
        return due(readiness, watchingSince)
                .filter(from -> !now.isBefore(from))
                .flatMap(_ -> readiness.silentSince(watchingSince))
                .map(since ->
                        new Said(new Assessments(Optional.of(now), ready, Map.of()), silence(readiness, since, now)));
    }

    /** When it is to be said that no sample comes, or said again, if none does; empty where nobody waits for one. */
    public Optional<Instant> due(Readiness readiness, Instant watchingSince) {
        return readiness.silentSince(watchingSince).map(since -> {
            var silence = since.plus(readiness.terms().silence());
            return at.map(said -> said.plus(LONGEST_SILENCE))
                    .filter(again -> again.isAfter(silence))
                    .orElse(silence);
        });
    }

    private static ReadinessAssessed silence(Readiness readiness, Instant since, Instant now) {
        var found = new Condition(
                "samples",
                "unknown: no sample that counts for "
                        + Duration.between(since, now).toSeconds() + " s",
                "one each " + Words.seconds(readiness.terms().silence()),
                false);
        var remedy = "a sync-monitor that samples it, with a clock that is right; its log tells why it does not";
        return new ReadinessAssessed(
                now,
                false,
                Optional.empty(),
                List.of(new Finding(found, since, Optional.of(remedy))),
                Optional.empty(),
                Optional.empty());
    }

    private Optional<Said> after(Conditions met, Readiness readiness) {
        var now = met.sample().sampledAt();
        var isReady = readiness.proof().isPresent();
        var found = new EnumMap<Check, Verdict>(Check.class);
        for (var check : Check.values()) {
            var holds = check == Check.STABLE ? readiness.isStable(met.sample()) : met.holds(check);
            var before = Optional.ofNullable(verdicts.get(check));
            found.put(
                    check, before.filter(verdict -> verdict.holds() == holds).orElseGet(() -> new Verdict(holds, now)));
        }
        var isNews = isReady != ready || !found.equals(verdicts);
        return isNews || isTime(now)
                ? Optional.of(new Said(new Assessments(Optional.of(now), isReady, found), event(met, readiness, found)))
                : Optional.empty();
    }

    /** A clock that went back counts as time that has passed. */
    private boolean isTime(Instant now) {
        return at.map(said -> Duration.between(said, now).abs().compareTo(LONGEST_SILENCE) >= 0)
                .orElse(true);
    }

    private static ReadinessAssessed event(Conditions met, Readiness readiness, Map<Check, Verdict> found) {
        var findings = new ArrayList<Finding>();
        var each = new ArrayList<Condition>(met.conditions());
        each.add(readiness.stability(met.sample()));
        for (var check : Check.values()) {
            var condition = each.get(check.ordinal());
            var remedy = condition.holds() ? Optional.<String>empty() : Optional.of(Remedies.of(check, met, readiness));
            var verdict = Optional.ofNullable(found.get(check)).orElseThrow();
            findings.add(new Finding(condition, verdict.since(), remedy));
        }
        var isReady = readiness.proof().isPresent();
        return new ReadinessAssessed(
                met.sample().sampledAt(),
                isReady,
                readiness.proof().map(Readiness.Proof::until),
                findings,
                isReady ? Optional.empty() : soonest(met, readiness),
                isReady ? Optional.empty() : latest(met, readiness));
    }

    private static Optional<Instant> soonest(Conditions met, Readiness readiness) {
        return settling(readiness)
                .or(() -> onItsWay(met)
                        .flatMap(sample ->
                                sample.etaRange().map(range -> range.soonest()).or(sample::eta))
                        .map(left -> later(met, left)));
    }

    private static Optional<Instant> latest(Conditions met, Readiness readiness) {
        return settling(readiness)
                .or(() -> onItsWay(met)
                        .flatMap(sample -> sample.etaRange().flatMap(range -> range.latest()))
                        .map(left -> later(met, left)));
    }

    /** The end of the stability time, where the row has begun. */
    private static Optional<Instant> settling(Readiness readiness) {
        return readiness.streak().map(row -> row.since().plus(readiness.terms().stableFor()));
    }

    /** The sample, where it only takes time; what cannot be known now, nobody can say the end of. */
    private static Optional<SyncProgress> onItsWay(Conditions met) {
        return met.behind() && met.holds(Check.CONSISTENT) ? Optional.of(met.sample()) : Optional.empty();
    }

    private static Instant later(Conditions met, Duration left) {
        return met.sample().sampledAt().plus(left).plus(met.terms().stableFor());
    }
}
