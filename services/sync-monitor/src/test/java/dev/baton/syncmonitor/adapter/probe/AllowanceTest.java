package dev.baton.syncmonitor.adapter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.RequestBudget;
import dev.baton.syncmonitor.domain.sampling.BudgetStore.Remainder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Optional<Remainder> remainder = Optional.empty();
    private int writes;

    @Test
    void allowsEverythingWithoutABudget() {
        var allowance = new Allowance(Optional.empty(), NOW);

        assertThat(allowance.take(10_000, false, NOW)).isEmpty();
        assertThat(allowance.most()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void saysHowLongToWaitForTheNextCall() {
        var allowance = allowance(Optional.of(4), Optional.empty());

        assertThat(allowance.take(2, true, NOW)).isEmpty();
        assertThat(allowance.take(1, true, NOW))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofMillis(499), Duration.ofMillis(501)));
        assertThat(allowance.take(1, true, NOW.plusMillis(501))).isEmpty();
    }

    @Test
    void leavesTheLastCallOfASecondToWhoAsksForATip() {
        var allowance = allowance(Optional.of(4), Optional.empty());

        assertThat(allowance.most()).isEqualTo(1);
        assertThat(allowance.take(1, false, NOW)).isEmpty();
        assertThat(allowance.take(1, false, NOW)).isPresent();
        assertThat(allowance.take(1, true, NOW)).isEmpty();
        assertThat(allowance(Optional.of(1), Optional.empty()).take(1, false, NOW))
                .isEmpty();
    }

    @Test
    void holdsTheBudgetInAny24HoursWhateverIsAsked() {
        var random = new SplittableRandom(7);
        var allowance = allowance(Optional.of(10), Optional.of(5_000));
        var day = new ArrayDeque<Instant>();
        var most = 0;
        var taken = 0;
        for (var at = NOW; at.isBefore(NOW.plus(Duration.ofDays(4))); at = at.plusMillis(random.nextInt(4_000))) {
            var calls = 1 + random.nextInt(3);
            // Half a day of silence, then a flood.
            if (at.isBefore(NOW.plus(Duration.ofHours(12)))
                    || allowance.take(calls, true, at).isPresent()) {
                continue;
            }
            for (var call = 0; call < calls; call++) {
                day.add(at);
            }
            taken += calls;
            while (!day.getFirst().isAfter(at.minus(Duration.ofDays(1)))) {
                day.removeFirst();
            }
            most = Math.max(most, day.size());
        }
        assertThat(most).isBetween(4_950, 5_000);
        // A quarter at once, and three quarters in each of three and a half days.
        assertThat(taken).isBetween(14_300, 14_375);
    }

    @Test
    void holdsTheBudgetInAny24HoursHoweverOftenTheProcessDies() {
        var random = new SplittableRandom(11);
        var budget = new RequestBudget(Optional.empty(), Optional.of(5_000));
        var day = new ArrayDeque<Instant>();
        var allowance = kept(budget, NOW);
        var most = 0;
        var taken = 0;
        for (var at = NOW; at.isBefore(NOW.plus(Duration.ofDays(3))); at = at.plusMillis(random.nextInt(4_000))) {
            if (random.nextInt(2_000) == 0) {
                if (random.nextBoolean()) {
                    allowance.keep();
                }
                allowance = kept(budget, at);
            }
            if (allowance.take(1, true, at).isPresent()) {
                continue;
            }
            day.add(at);
            taken++;
            while (!day.getFirst().isAfter(at.minus(Duration.ofDays(1)))) {
                day.removeFirst();
            }
            most = Math.max(most, day.size());
        }
        assertThat(most).isBetween(4_500, 5_000);
        // Of 12,500, five at most each time that it dies.
        assertThat(taken).isBetween(12_100, 12_500);
    }

    @Test
    void losesAThousandthOfADayAtMostWhereTheProcessDiesAndNothingWhereItEnds() {
        var budget = new RequestBudget(Optional.empty(), Optional.of(100_000));
        var first = kept(budget, NOW);
        assertThat(first.take(10_000, true, NOW)).isEmpty();

        var afterDeath = kept(budget, NOW);
        assertThat(afterDeath.take(14_901, true, NOW)).isPresent();
        assertThat(afterDeath.take(14_900, true, NOW)).isEmpty();
        assertThat(first.take(1_000, true, NOW)).isEmpty();
        first.keep();

        var afterEnd = kept(budget, NOW);
        assertThat(afterEnd.take(14_001, true, NOW)).isPresent();
        assertThat(afterEnd.take(14_000, true, NOW)).isEmpty();
    }

    @Test
    void keepsSeldom() {
        var allowance = kept(new RequestBudget(Optional.empty(), Optional.of(100_000)), NOW);

        for (var call = 0; call < 1_000; call++) {
            assertThat(allowance.take(1, true, NOW.plusMillis(call))).isEmpty();
        }

        assertThat(writes).isBetween(9, 11);
    }

    @Test
    void believesNoRemainderOfDaysAgoNorMoreThanThereCanBe() {
        var budget = new RequestBudget(Optional.empty(), Optional.of(100));
        for (var odd : List.of(
                new Remainder(-1e9, Instant.EPOCH),
                new Remainder(0, Instant.MIN),
                new Remainder(1e9, NOW),
                new Remainder(25, Instant.MAX))) {
            remainder = Optional.of(odd);

            var allowance = kept(budget, NOW);
            assertThat(allowance.take(25, true, NOW)).isEmpty();
            assertThat(allowance.take(1, true, NOW)).isPresent();
        }
    }

    @Test
    void givesNothingForAClockThatWentBack() {
        var allowance = allowance(Optional.of(1), Optional.empty());
        assertThat(allowance.take(1, true, NOW)).isEmpty();

        assertThat(allowance.take(1, true, NOW.minusSeconds(100))).isPresent();
        assertThat(allowance.take(1, true, NOW.minusSeconds(98))).isEmpty();
    }

    /** One of a process that starts and knows what was kept before. */
    private Allowance kept(RequestBudget budget, Instant now) {
        return new Allowance(Optional.of(budget), now, remainder, left -> {
            remainder = Optional.of(left);
            writes++;
        });
    }

    private static Allowance allowance(Optional<Integer> perSecond, Optional<Integer> perDay) {
        return new Allowance(Optional.of(new RequestBudget(perSecond, perDay)), NOW);
    }
}
