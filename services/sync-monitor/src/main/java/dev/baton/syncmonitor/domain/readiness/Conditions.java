package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.SyncProgress;
import dev.baton.model.Condition;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a single sample must meet to count. What is unknown does not hold. The words for people are made when they are
 * asked for, because most samples need none.
 *
 * @param before what was seen before the sample
 * @param exitedAt when the instance ended by itself, where no row of samples has begun since
 */
public record Conditions(SyncProgress sample, Sightings before, Terms terms, Optional<Instant> exitedAt) {

    private static final String OF_HEIGHT = "height: ";
    private static final String OF_HEALTH = "health: ";
    private static final String OF_LOG = "log: ";

    /** The sample of an instance that has not printed the line yet that its descriptor awaits. */
    public static SyncProgress unprinted(SyncProgress sample, String line) {
        var unknown = new ArrayList<>(sample.unknown());
        unknown.add(OF_LOG + "no line has matched " + line);
        return new SyncProgress(
                sample.sequence(),
                sample.sampledAt(),
                sample.height(),
                sample.tip(),
                sample.blocksPerSecond(),
                sample.eta(),
                sample.healthy(),
                unknown,
                sample.etaRange(),
                sample.sources(),
                sample.tipHash());
    }

    boolean hold() {
        for (var check : Check.OF_A_SAMPLE) {
            if (!holds(check)) {
                return false;
            }
        }
        return true;
    }

    /** It is known for sure that the instance is too far behind. */
    boolean behind() {
        return known() && !holds(Check.LAG);
    }

    /** It is known for sure that the instance stands at the tip, even if the tip stands still. */
    boolean atTip() {
        return known() && holds(Check.CONSISTENT) && holds(Check.LAG);
    }

    private boolean known() {
        return holds(Check.HEIGHT) && holds(Check.TIP) && holds(Check.HEALTHY);
    }

    /** Whether one of them holds; {@link Check#STABLE} is none that a single sample can meet. */
    boolean holds(Check check) {
        return switch (check) {
            case HEIGHT -> isThere(sample.height()) && about(check).isEmpty();
            case TIP -> isThere(sample.tip()) && about(check).isEmpty();
            case HEALTHY -> sample.healthy() && about(check).isEmpty();
            case CONSISTENT -> isConsistent();
            case TIP_AGE -> tipAge().compareTo(terms.stallAfter()) < 0;
            case ADVANCING -> behindFor().compareTo(terms.stallAfter()) < 0;
            case LAG ->
                sample.lag().filter(blocks -> blocks <= terms.tolerance()).isPresent();
            case RESTART -> exitedAt.isEmpty() || sample.sampledAt().isAfter(exitedAt.get());
            case LOG -> about(check).isEmpty();
            case STABLE -> false;
        };
    }

    /** Those that do not hold, in words; empty where all do. */
    String obstacle() {
        return Check.OF_A_SAMPLE.stream()
                .filter(check -> !holds(check))
                .map(check -> check.title() + ": " + Words.value(check, this) + " (must be: "
                        + Words.bound(check, terms) + ")")
                .collect(Collectors.joining("; "));
    }

    /** All that a single sample can meet, in words. */
    List<Condition> conditions() {
        return Check.OF_A_SAMPLE.stream().map(check -> condition(check)).toList();
    }

    private Condition condition(Check check) {
        return new Condition(check.title(), Words.value(check, this), Words.bound(check, terms), holds(check));
    }

    /**
     * Why what is asked is not known, as the sample says it. A sample says it of the height and of the health by these
     * names; all else concerns the tip.
     */
    List<String> about(Check check) {
        if (sample.unknown().isEmpty()) {
            return List.of();
        }
        return sample.unknown().stream()
                .filter(reason -> check == subject(reason))
                .map(reason -> reason.substring(reason.indexOf(": ") < 0 ? 0 : reason.indexOf(": ") + 2))
                .toList();
    }

    private static Check subject(String reason) {
        if (reason.startsWith(OF_HEIGHT)) {
            return Check.HEIGHT;
        }
        if (reason.startsWith(OF_LOG)) {
            return Check.LOG;
        }
        return reason.startsWith(OF_HEALTH) ? Check.HEALTHY : Check.TIP;
    }

    private boolean isConsistent() {
        return before.fellFrom(sample).isEmpty() && !isAhead() && tipFellFrom().isEmpty();
    }

    boolean isAhead() {
        return sample.lag().filter(lag -> lag < -ahead(terms)).isPresent();
    }

    /** The highest tip so far, where this one is too far below it. */
    Optional<Long> tipFellFrom() {
        return sample.tip().flatMap(tip -> before.tip().filter(highest -> tip < highest - ahead(terms)));
    }

    /** An instance may hear of a block a moment before the sources of the tip do. */
    static long ahead(Terms terms) {
        return terms.tolerance() + 1;
    }

    /** How long the tip has stood still. */
    Duration tipAge() {
        return Duration.between(before.tipAdvancedAt(sample), sample.sampledAt());
    }

    /** How long the tip has been above the height without the height growing. */
    Duration behindFor() {
        return before.overtakenAt(sample, terms.patience())
                .map(since -> Duration.between(since, sample.sampledAt()))
                .orElse(Duration.ZERO);
    }

    private static boolean isThere(Optional<Long> height) {
        return height.isPresent() && height.get() >= 0;
    }
}
