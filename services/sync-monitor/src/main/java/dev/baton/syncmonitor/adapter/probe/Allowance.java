package dev.baton.syncmonitor.adapter.probe;

import dev.baton.descriptor.RequestBudget;
import dev.baton.syncmonitor.domain.sampling.BudgetStore.Remainder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What may still be asked with one key. Calls are let out evenly, with half of a second's and a quarter of a day's at once
 * at most, so that the budget holds in any second and in any 24 hours, however they are cut. Each call of a batch counts.
 *
 * <p>What is left of the day is kept from time to time, and always with some calls less than there are, so that a process
 * that dies between two such times has rather lost calls than some to make twice: a thousandth of a day's at most. Of a
 * second's nothing is kept. Safe for use by many threads.
 */
final class Allowance {

    /** A sync asks little for hours and much at its end, so that much of a day's calls may be saved up. */
    private static final int QUARTER = 4;

    /** How much of a day's calls is put aside each time, and lost where the process dies. */
    private static final int THOUSANDTH = 1_000;

    /** What comes back in that time is less than is put aside, even at a full budget. */
    private static final Duration KEPT_FOR = Duration.ofSeconds(10);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Optional<Bucket> second;
    private final Optional<Bucket> day;
    private final int ahead;
    private final Consumer<Remainder> keep;
    private double unkept;
    private Instant keptAt = Instant.MIN;
    private Instant restsUntil = Instant.MIN;

    /** One that nobody keeps. */
    Allowance(Optional<RequestBudget> budget, Instant now) {
        this(budget, now, Optional.empty(), _ -> {});
    }

    /**
     * Empty budgets allow everything.
     *
     * @param now when it begins
     * @param remainder of the day's budget, as it was kept before
     * @param keep keeps a remainder
     */
    Allowance(Optional<RequestBudget> budget, Instant now, Optional<Remainder> remainder, Consumer<Remainder> keep) {
        this.keep = keep;
        second = budget.flatMap(RequestBudget::perSecond).map(calls -> {
            var atOnce = Math.max(1, calls / 2);
            return new Bucket(atOnce, Math.max(1, calls - atOnce), SECOND, now);
        });
        day = budget.flatMap(RequestBudget::perDay).map(calls -> {
            var atOnce = Math.max(1, calls / QUARTER);
            return new Bucket(atOnce, calls - atOnce, DAY, now);
        });
        // Whatever was left a day ago, all has come back.
        remainder
                .filter(left -> !left.at().isBefore(now.minus(DAY)))
                .ifPresent(left -> day.ifPresent(bucket -> bucket.resume(left)));
        ahead = budget.flatMap(RequestBudget::perDay)
                .map(calls -> Math.max(1, calls / THOUSANDTH))
                .orElse(0);
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
            day.ifPresent(bucket -> {
                bucket.tokens -= calls;
                keepAhead(bucket, calls, now);
            });
            return Optional.empty();
        }
        return Optional.of(wait.compareTo(longer) >= 0 ? wait : longer);
    }

    /** Before the calls are made, so that none is forgotten. */
    private void keepAhead(Bucket bucket, int calls, Instant now) {
        unkept -= calls;
        var isFresh = !now.isBefore(keptAt) && now.isBefore(keptAt.plus(KEPT_FOR));
        if (unkept < 0 || !isFresh) {
            unkept = Math.min(ahead, Math.max(0, bucket.tokens));
            keptAt = now;
            keep.accept(new Remainder(bucket.tokens - unkept, now));
        }
    }

    /** Keeps what is left to the last call; for the process's end. */
    synchronized void keep() {
        day.ifPresent(bucket -> {
            unkept = 0;
            keep.accept(new Remainder(bucket.tokens, bucket.filledAt));
        });
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

        /** Goes on where a process before has stopped; what has come back since is added with the next question. */
        void resume(Remainder remainder) {
            tokens = Math.min(capacity, remainder.calls());
            filledAt = remainder.at();
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
