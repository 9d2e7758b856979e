package dev.baton.bench.readiness.scale;

import dev.baton.events.Envelope;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When each application was sampled and assessed. */
final class Attendance {

    private final Map<String, List<Instant>> sampled = new HashMap<>();
    private final Map<String, List<Instant>> assessed = new HashMap<>();
    private final Map<Instant, Duration> delays = new HashMap<>();
    private long incomplete;

    void saw(Envelope<?> envelope) {
        var name = envelope.application().value();
        if (envelope.event() instanceof SyncProgress sample) {
            sampled.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample.sampledAt());
            incomplete += sample.unknown().isEmpty() ? 0 : 1;
        } else if (envelope.event() instanceof ReadinessAssessed assessment) {
            assessed.computeIfAbsent(name, _ -> new ArrayList<>()).add(assessment.assessedAt());
            delays.merge(
                    assessment.assessedAt(),
                    Duration.between(assessment.assessedAt(), envelope.time()),
                    Attendance::max);
        }
    }

    /** How many were assessed at least so often. */
    long assessed(int times) {
        return assessed.values().stream().filter(each -> each.size() >= times).count();
    }

    /** Samples in which something was not known. */
    long incomplete() {
        return incomplete;
    }

    int samples() {
        return sampled.values().stream().mapToInt(List::size).sum();
    }

    /** The longest time without a sample of each application, sorted; what began before the time counts from there. */
    List<Duration> withoutSample(List<String> names, Instant from, Instant until) {
        return gaps(sampled, names, from, until);
    }

    /** Likewise without an assessment. */
    List<Duration> withoutAssessment(List<String> names, Instant from, Instant until) {
        return gaps(assessed, names, from, until);
    }

    /** The times from the samples that were taken since then until they were assessed, sorted. */
    List<Duration> delays(Instant from) {
        return delays.entrySet().stream()
                .filter(delay -> !delay.getKey().isBefore(from))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }

    private static List<Duration> gaps(
            Map<String, List<Instant>> seen, List<String> names, Instant from, Instant until) {
        return names.stream()
                .map(name -> longest(seen.getOrDefault(name, List.of()), from, until))
                .sorted()
                .toList();
    }

    private static Duration longest(List<Instant> times, Instant from, Instant until) {
        var last = from;
        var longest = Duration.ZERO;
        for (var time : times.stream().sorted().toList()) {
            if (time.isAfter(last) && !time.isAfter(until)) {
                longest = max(longest, Duration.between(last, time));
                last = time;
            }
        }
        return max(longest, Duration.between(last, until));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
