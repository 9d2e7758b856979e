package dev.baton.syncmonitor.adapter.probe;

import dev.baton.descriptor.RequestBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What may still be asked with one key. Calls are let out evenly, with half of a second's and a quarter of a day's at once
 * at most, so that the budget holds in any second and in any 24 hours, however they are cut; a process that starts anew
 * exceeds it by that much at most. Each call of a batch counts. Safe for use by many threads.
 */
final class Allowance {

    /** A sync asks little for hours and much at its end, so that much of a day's calls may be saved up. */
    private static final int QUARTER = 4;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Optional<Bucket> second;
    private final Optional<Bucket> day;
    private Instant restsUntil = Instant.MIN;

    /** @param now when it begins; empty budgets allow everything */
    Allowance(Optional<RequestBudget> budget, Instant now) {
        second = budget.flatMap(RequestBudget::perSecond).map(calls -> {
            var atOnce = Math.max(1, calls / 2);
            return new Bucket(atOnce, Math.max(1, calls - atOnce), SECOND, now);
        });
        day = budget.flatMap(RequestBudget::perDay).map(calls -> {
            var atOnce = Math.max(1, calls / QUARTER);
            return new Bucket(atOnce, calls - atOnce, DAY, now);
        });
    }

    /** How many calls a request can have. */
    int most() {
        return second.map(bucket -> (int) Math.max(1, bucket.capacity - reserve(bucket)))
                .orElse(Integer.MAX_VALUE);
    }

    /**
     * Takes the calls if they are allowed now.
     *
     * @param generous whether the last call of a second may be taken; who asks much leaves it to who asks for a tip
     * @return nothing where they were taken, else how long to wait before it is worth another try
     */
    synchronized Optional<Duration> take(int calls, boolean generous, Instant now) {
        if (now.isBefore(restsUntil)) {
            return Optional.of(Duration.between(now, restsUntil));
        }
        var wait = second.map(bucket -> bucket.wait(calls + (generous ? 0 : reserve(bucket)), now))
                .orElse(Duration.ZERO);
        var longer = day.map(bucket -> bucket.wait(calls, now)).orElse(Duration.ZERO);
        if (wait.isZero() && longer.isZero()) {
            second.ifPresent(bucket -> bucket.tokens -= calls);
            day.ifPresent(bucket -> bucket.tokens -= calls);
            return Optional.empty();
        }
        return Optional.of(wait.compareTo(longer) >= 0 ? wait : longer);
    }

    /** Gives nothing until then: the provider has refused the key. */
    synchronized void restUntil(Instant until) {
        restsUntil = until;
    }

    /** Whether the provider has refused the key a short while ago. */
    synchronized boolean rests(Instant now) {
        return now.isBefore(restsUntil);
    }

    private static int reserve(Bucket bucket) {
        return bucket.capacity > 1 ? 1 : 0;
    }

    /** A token bucket. */
    private static final class Bucket {
        private final double capacity;
        private final double perNano;
        private double tokens;
        private Instant filledAt;

        Bucket(int capacity, int refill, Duration period, Instant now) {
            this.capacity = capacity;
            this.perNano = (double) refill / period.toNanos();
            this.tokens = capacity;
            this.filledAt = now;
        }

        Duration wait(int calls, Instant now) {
            // A clock that went back gives nothing.
            if (now.isAfter(filledAt)) {
                tokens = Math.min(
                        capacity, tokens + Duration.between(filledAt, now).toNanos() * perNano);
            }
            filledAt = now;
            var missing = Math.min(calls, capacity) - tokens;
            return missing <= 0 ? Duration.ZERO : Duration.ofNanos(1 + (long) Math.ceil(missing / perNano));
        }
    }
}
