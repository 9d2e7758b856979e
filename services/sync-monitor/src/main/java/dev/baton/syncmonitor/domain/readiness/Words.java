package dev.baton.syncmonitor.domain.readiness;

import dev.baton.syncmonitor.domain.Terms;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found and what is allowed, for people. */
final class Words {

    private static final MathContext ROUGHLY = new MathContext(2);

    private static final String NOT_ASKED = "does not apply";
    private static final String ANY = "anything, because it may stand still";

    private Words() {}

    /** What the sample shows, with its unit. */
    static String value(Check check, Conditions of) {
        var sample = of.sample();
        return switch (check) {
            case HEIGHT -> known(sample.height(), of.about(check));
            case TIP -> known(sample.tip(), of.about(check));
            case HEALTHY ->
                of.about(check).isEmpty()
                        ? sample.healthy() ? "yes" : "it does not answer its health check"
                        : String.join("; ", of.about(check));
            case CONSISTENT -> faults(of).isEmpty() ? "yes" : String.join("; ", faults(of));
            case TIP_AGE -> of.terms().mayStandStill() ? NOT_ASKED : millis(of.tipAge());
            case ADVANCING ->
                of.behindFor().isZero()
                        ? of.terms().mayStandStill() ? NOT_ASKED : "yes"
                        : "still at %s for %s".formatted(words(sample.height()), millis(of.behindFor()));
            case LAG ->
                sample.lag()
                        .map(lag -> lag + " blocks" + share(lag, sample.tip()))
                        .orElse("unknown blocks");
            case RESTART ->
                of.exitedAt()
                        .map(exit -> "exited " + apart(exit, sample.sampledAt()))
                        .orElse("none");
            case LOG ->
                of.terms().log().isEmpty()
                        ? "no line is awaited"
                        : of.about(check).isEmpty() ? "matched" : String.join("; ", of.about(check));
            case STABLE -> throw new IllegalArgumentException("no single sample is stable");
        };
    }

    /** What is allowed, with its unit. */
    static String bound(Check check, Terms terms) {
        return switch (check) {
            case HEIGHT, TIP -> "known";
            case HEALTHY -> "yes";
            case CONSISTENT ->
                "no falling height, nothing more than " + Conditions.ahead(terms) + " blocks out of order";
            case TIP_AGE -> terms.mayStandStill() ? ANY : "less than " + millis(terms.stallAfter());
            case ADVANCING ->
                terms.mayStandStill() ? ANY : "still below the tip for less than " + millis(terms.stallAfter());
            case LAG -> "at most " + terms.tolerance() + " blocks";
            case RESTART -> "before the row of samples began";
            case LOG -> terms.log().map(line -> "a line that matches " + line).orElse("none");
            case STABLE -> "at least " + millis(terms.stableFor());
        };
    }

    private static String known(Optional<Long> height, List<String> unknown) {
        if (!unknown.isEmpty()) {
            return String.join("; ", unknown);
        }
        return height.map(blocks -> blocks < 0 ? "negative: " + blocks : blocks.toString())
                .orElse("missing");
    }

    private static List<String> faults(Conditions of) {
        var faults = new ArrayList<String>();
        var sample = of.sample();
        of.before()
                .fellFrom(sample)
                .ifPresent(from -> faults.add("the height fell from " + from + " to " + words(sample.height())));
        if (of.isAhead()) {
            faults.add("the height is " + -sample.lag().orElse(0L) + " blocks above the tip");
        }
        of.tipFellFrom()
                .ifPresent(highest -> faults.add("the tip fell from " + highest + " to " + words(sample.tip())));
        return faults;
    }

    /** How much of the chain the lag is, to two digits. */
    private static String share(long lag, Optional<Long> tip) {
        return tip.filter(blocks -> blocks > 0)
                .map(blocks -> ", "
                        + BigDecimal.valueOf(lag)
                                .movePointRight(2)
                                .divide(BigDecimal.valueOf(blocks), ROUGHLY)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %")
                .orElse("");
    }

    private static String apart(Instant exit, Instant sampledAt) {
        var since = Duration.between(exit, sampledAt);
        return since.isNegative() ? seconds(since.negated()) + " after the sample" : seconds(since) + " ago";
    }

    static String words(Optional<Long> number) {
        return number.map(Object::toString).orElse("unknown");
    }

    static String millis(Duration time) {
        return time.toMillis() + " ms";
    }

    /** Whole seconds, a begun one as a whole one. */
    static String seconds(Duration time) {
        return Math.ceilDiv(time.toMillis(), 1_000) + " s";
    }
}
