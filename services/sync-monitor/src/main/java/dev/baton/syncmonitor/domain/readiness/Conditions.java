package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.SyncProgress;
import dev.baton.model.Condition;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The conditions that a single sample must meet to count, each with its verdict. What is unknown does not hold.
 *
 * @param known whether height, tip and health are known at all
 * @param consistent whether height and tip contradict neither each other nor what was seen before
 * @param tipAge whether the tip advances, or stood still for less than the stall time
 * @param lag whether the instance is within the tolerance of the tip
 */
record Conditions(Condition known, Condition consistent, Condition tipAge, Condition lag) {

    static Conditions of(SyncProgress sample, Sightings before, Terms terms) {
        return new Conditions(
                known(sample), consistent(sample, before, terms), tipAge(sample, before, terms), lag(sample, terms));
    }

    boolean hold() {
        return all().stream().allMatch(Condition::holds);
    }

    /** It is known for sure that the instance is too far behind. */
    boolean behind() {
        return known.holds() && !lag.holds();
    }

    /** It is known for sure that the instance stands at the tip, even if the tip stands still. */
    boolean atTip() {
        return known.holds() && consistent.holds() && lag.holds();
    }

    /** Those that do not hold, in words; empty where all do. */
    String obstacle() {
        return all().stream()
                .filter(condition -> !condition.holds())
                .map(condition -> condition.name() + ": " + condition.value() + " (must be: " + condition.bound() + ")")
                .collect(Collectors.joining("; "));
    }

    List<Condition> and(Condition stable) {
        var every = new ArrayList<>(all());
        every.add(stable);
        return every;
    }

    private List<Condition> all() {
        return List.of(known, consistent, tipAge, lag);
    }

    private static Condition known(SyncProgress sample) {
        var holds = sample.unknown().isEmpty()
                && sample.healthy()
                && sample.height().filter(height -> height >= 0).isPresent()
                && sample.tip().filter(tip -> tip >= 0).isPresent();
        var missing = sample.unknown().isEmpty()
                ? "height, tip or health is missing or makes no sense"
                : String.join("; ", sample.unknown());
        return new Condition("known", holds ? "all" : missing, "height, tip and health", holds);
    }

    private static Condition consistent(SyncProgress sample, Sightings before, Terms terms) {
        var faults = new ArrayList<String>();
        before.fellFrom(sample)
                .ifPresent(from -> faults.add("the height fell from " + from + " to " + words(sample.height())));
        sample.lag()
                .filter(lag -> lag < -ahead(terms))
                .ifPresent(lag -> faults.add("the height is " + -lag + " blocks above the tip"));
        sample.tip()
                .flatMap(tip -> before.tip().filter(highest -> tip < highest - ahead(terms)))
                .ifPresent(highest -> faults.add("the tip fell from " + highest + " to " + words(sample.tip())));
        return new Condition(
                "consistent",
                faults.isEmpty() ? "yes" : String.join("; ", faults),
                "no falling height, nothing more than " + ahead(terms) + " blocks out of order",
                faults.isEmpty());
    }

    /** An instance may hear of a block a moment before the sources of the tip do. */
    private static long ahead(Terms terms) {
        return terms.tolerance() + 1;
    }

    private static Condition tipAge(SyncProgress sample, Sightings before, Terms terms) {
        var still = Duration.between(before.tipAdvancedAt(sample), sample.sampledAt());
        return new Condition(
                "tip-age",
                still.toMillis() + " ms",
                "less than " + terms.stallAfter().toMillis() + " ms",
                still.compareTo(terms.stallAfter()) < 0);
    }

    private static Condition lag(SyncProgress sample, Terms terms) {
        var lag = sample.lag();
        return new Condition(
                "lag",
                words(lag) + " blocks",
                "at most " + terms.tolerance() + " blocks",
                lag.filter(blocks -> blocks <= terms.tolerance()).isPresent());
    }

    private static String words(Optional<Long> number) {
        return number.map(Object::toString).orElse("unknown");
    }
}
