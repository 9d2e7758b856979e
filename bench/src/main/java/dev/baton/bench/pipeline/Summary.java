package dev.baton.bench.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What many passages have in common.
 *
 * @param wholeMillis from request to completion
 * @param steps where the time goes
 * @param kafkaShare the part of all passages' time in which Kafka had the event that mattered, 0 to 1
 */
record Summary(int passages, Spread wholeMillis, List<Step> steps, double kafkaShare) {

    /** Median and 90th percentile, nearest rank. */
    record Spread(double median, double p90) {

        static Spread of(List<Duration> durations) {
            var millis = durations.stream().mapToDouble(Spread::millis).sorted().toArray();
            return new Spread(rank(millis, 0.5), rank(millis, 0.9));
        }

        private static double rank(double[] sorted, double quantile) {
            return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
        }

        private static double millis(Duration duration) {
            return duration.toNanos() / 1e6;
        }
    }

    /**
     * A step of all passages.
     *
     * @param millis from event to event
     * @param kafkaMillis the part of it in which Kafka had the first of them
     */
    record Step(String name, Spread millis, Spread kafkaMillis) {}

    Summary {
        steps = List.copyOf(steps);
    }

    /** Of complete passages. */
    static Summary of(List<Passage> passages) {
        Map<String, List<Passage.Leg>> byStep = new LinkedHashMap<>();
        for (var passage : passages) {
            for (var leg : passage.legs()) {
                byStep.computeIfAbsent(name(leg), _ -> new ArrayList<>()).add(leg);
            }
        }
        var steps = byStep.entrySet().stream()
                .map(step -> new Step(
                        step.getKey(),
                        Spread.of(
                                step.getValue().stream().map(Passage.Leg::took).toList()),
                        Spread.of(step.getValue().stream()
                                .map(Passage.Leg::inKafka)
                                .toList())))
                .toList();
        var whole = passages.stream().map(Passage::whole).toList();
        return new Summary(passages.size(), Spread.of(whole), steps, kafkaShare(passages, whole));
    }

    private static double kafkaShare(List<Passage> passages, List<Duration> whole) {
        double all = whole.stream().mapToDouble(Duration::toNanos).sum();
        double inKafka = passages.stream()
                .flatMap(passage -> passage.legs().stream())
                .mapToDouble(leg -> leg.inKafka().toNanos())
                .sum();
        return all == 0 ? Double.NaN : inKafka / all;
    }

    private static String name(Passage.Leg leg) {
        return words(leg.from()) + " → " + words(leg.to());
    }

    /** {@code DeployRequested} as {@code deploy requested}. */
    private static String words(Class<?> event) {
        return String.join(" ", Arrays.asList(event.getSimpleName().split("(?<=[a-z])(?=[A-Z])")))
                .toLowerCase(Locale.ROOT);
    }
}
