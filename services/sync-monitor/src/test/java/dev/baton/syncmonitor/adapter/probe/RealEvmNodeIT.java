package dev.baton.syncmonitor.adapter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.Source;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.support.Anvil;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.readiness.Phase;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import dev.baton.syncmonitor.domain.sampling.Look;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.sampling.Series;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said of an instance that follows a real EVM node, while that node's chain is reorganised, makes no block, and is
 * away. The node makes a block when it is told to, so a second of the test takes no second.
 */
class RealEvmNodeIT {

    private static final Terms TERMS = new Terms(
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(20),
            true,
            Optional.empty());

    @TempDir
    Path folder;

    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 20));
    private final List<LifecycleEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Series series = Series.START;
    private Readiness readiness = Readiness.watching(TERMS, Phase.SYNCING, now, now);
    private Anvil node;
    private EvmTip tip;

    @BeforeEach
    void start() {
        node = Anvil.onDemand(folder);
        var endpoints = new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
        var source = new Source.Evm(node.url(), List.of(), Optional.empty());
        tip = new EvmTip(endpoints.forLooks(source), new TestClock(), true);
    }

    @AfterEach
    void stop() {
        node.close();
        web.close();
    }

    @Test
    void isReadyOnceTheChainWasSeenToGrowAndLosesItWhereTheNodeMakesNoBlock() {
        seconds(3);
        assertThat(events).as("while nothing is known of the chain").isEmpty();
        seconds(7);
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class);

        pause(4);
        assertThat(readiness.obstacle()).contains("it has not advanced for 4000 ms, more than 3000 ms");
        assertThat(readiness.proof()).as("a lease outlives a short pause").isPresent();
        pause(20);
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class, ReadinessLost.class);

        seconds(7);
        assertThat(events)
                .as("after the pause")
                .hasExactlyElementsOfTypes(SyncComplete.class, ReadinessLost.class, SyncComplete.class);
    }

    @Test
    void decidesNothingBeforeReplacedBlocksAreDeep() {
        seconds(6);
        node.reorganise(3);
        assertThat(look(height())).as("the look that hears of it").contains("has replaced blocks that it told");
        assertThat(second()).contains("blocks were replaced; nothing is decided below");
        assertThat(second()).isEmpty();
        assertThat(events).as("its row of samples began anew").isEmpty();
        seconds(5);
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class);
    }

    @Test
    void knowsNoTipWhileTheNodeIsAwayAndGoesOnWhenItIsBack() {
        seconds(10);
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class);
        long before = height();

        node.stop();
        assertThat(look(before)).startsWith("tip: ");
        for (var second = 0; second < 20; second++) {
            look(before);
        }
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class, ReadinessLost.class);

        node.startAgain();
        assertThat(height()).isEqualTo(before);
        seconds(8);
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class, ReadinessLost.class, SyncComplete.class);
    }

    @Test
    void doesNotTakeANodeThatHasLostItsChainForTheTip() {
        node.mine(100);
        seconds(10);
        assertThat(events).hasExactlyElementsOfTypes(SyncComplete.class);
        node.stop();
        node.startAgainEmpty();

        node.mine(1);
        assertThat(look(110)).contains("it fell from 110 to 1");
        for (var second = 0; second < 30; second++) {
            node.mine(1);
            look(110);
        }
        assertThat(events)
                .as("a chain that grows again, far below what was the tip")
                .hasExactlyElementsOfTypes(SyncComplete.class, ReadinessLost.class);
    }

    /** The node makes a block each second, and the instance has each. */
    private void seconds(int count) {
        for (var second = 0; second < count; second++) {
            second();
        }
    }

    private String second() {
        node.mine(1);
        return look(height());
    }

    private void pause(int seconds) {
        for (var second = 0; second < seconds; second++) {
            look(height());
        }
    }

    private long height() {
        return node.height();
    }

    /** One look a second later; what is unknown then. */
    private String look(long height) {
        now = now.plusSeconds(1);
        var look = new Look(now, new Reading.Height(height), List.of(new Answer("node", tip.read())), Optional.empty());
        var observation = series.observe(look, TERMS);
        series = observation.next();
        keep(readiness.decide(observation.sample(), now));
        keep(readiness.tick(now, now));
        return String.join("; ", observation.sample().unknown());
    }

    private void keep(Readiness.Decision decision) {
        readiness = decision.next();
        decision.event().ifPresent(events::add);
    }

    /** The test's own time. */
    private final class TestClock extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
