package dev.baton.syncmonitor.domain.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Worlds with stalls, outages, lost, doubled and late samples, seeded. The truth is what the world was, second by second,
 * not what the predicate was told: wherever it gives a proof, the world must have been at the tip all the time before.
 */
class ReadinessPropertyTest {

    private static final int WORLDS = 400;
    private static final int SECONDS = 300;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Terms TERMS = new Terms(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(20));

    /** A second of a world: what was true, and whether the sampler could see it. */
    private record Moment(long height, long tip, boolean visible) {
        boolean good() {
            return visible && tip - height <= TERMS.tolerance();
        }
    }

    /** A sample with the second at which it arrives. */
    private record Delivery(int second, SyncProgress sample) {}

    @Test
    void neverProvesWhatWasNotAtTheTipForTheWholeStabilityTime() {
        var proofs = 0;
        for (var seed = 1L; seed <= WORLDS; seed++) {
            var random = new SplittableRandom(seed);
            var world = world(random);
            proofs += play(seed, world, deliveries(world, random));
        }
        assertThat(proofs).as("the worlds give occasion to prove something").isGreaterThan(WORLDS);
    }

    private static int play(long seed, List<Moment> world, List<Delivery> deliveries) {
        var readiness = Readiness.watching(TERMS, Phase.SYNCING, START, START);
        var proofs = 0;
        for (var delivery : deliveries) {
            var decision = readiness.decide(delivery.sample(), START.plusSeconds(delivery.second()));
            readiness = decision.next();
            if (decision.event().orElse(null) instanceof SyncComplete complete) {
                proofs++;
                var from = second(complete.certificate().reachedTipAt());
                var to = second(complete.certificate().provenAt());
                assertThat(to - from).as("seed %d: the span", seed).isGreaterThanOrEqualTo(10);
                for (var second = from; second <= to; second++) {
                    var missed = notDelivered(deliveries, second, delivery.second());
                    assertThat(missed || world.get(second).good())
                            .as("seed %d: at second %d the world was %s", seed, second, world.get(second))
                            .isTrue();
                }
            }
        }
        return proofs;
    }

    /** A second whose sample was lost, or came only afterwards, cannot have been judged; patience bounds how many. */
    private static boolean notDelivered(List<Delivery> deliveries, int second, int until) {
        return deliveries.stream()
                .noneMatch(delivery -> delivery.second() == second
                        && second(delivery.sample().sampledAt()) == second
                        && delivery.second() <= until);
    }

    private static List<Moment> world(SplittableRandom random) {
        var world = new ArrayList<Moment>();
        var tip = 1_000L;
        var height = tip - random.nextInt(40);
        var visible = true;
        var stalled = false;
        for (var second = 0; second < SECONDS; second++) {
            stalled = random.nextInt(20) == 0 ? !stalled && random.nextInt(3) == 0 : stalled;
            visible = random.nextInt(25) == 0 ? random.nextInt(4) > 0 : visible;
            tip += random.nextInt(2);
            height = stalled ? height : Math.min(tip, height + random.nextInt(4));
            world.add(new Moment(height, tip, visible));
        }
        return world;
    }

    private static List<Delivery> deliveries(List<Moment> world, SplittableRandom random) {
        var deliveries = new ArrayList<Delivery>();
        for (var second = 0; second < world.size(); second++) {
            var sample = sample(second, world.get(second));
            var fate = random.nextInt(40);
            if (fate != 0) {
                deliveries.add(new Delivery(second, sample));
            }
            if (fate <= 2) {
                deliveries.add(new Delivery(second + 1 + random.nextInt(20), sample));
            }
        }
        Collections.sort(deliveries, (one, other) -> Integer.compare(one.second(), other.second()));
        return deliveries;
    }

    private static SyncProgress sample(int second, Moment moment) {
        return new SyncProgress(
                second + 1,
                START.plusSeconds(second),
                moment.visible() ? Optional.of(moment.height()) : Optional.empty(),
                Optional.of(moment.tip()),
                Optional.empty(),
                Optional.empty(),
                true,
                moment.visible() ? List.of() : List.of("height: hidden"));
    }

    private static int second(Instant at) {
        return (int) Duration.between(START, at).toSeconds();
    }
}
