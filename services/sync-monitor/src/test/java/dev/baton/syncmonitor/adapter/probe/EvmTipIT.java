package dev.baton.syncmonitor.adapter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.RequestBudget;
import dev.baton.descriptor.Source;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tip of an EVM chain that grows and is reorganised, from a server that speaks JSON-RPC. */
class EvmTipIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final EvmAnswers chain = new EvmAnswers(100);
    private final TinyServer server = new TinyServer().answering("/", chain);
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 20));

    @AfterEach
    void stop() {
        web.close();
        server.close();
    }

    @Test
    void tellsTheHashOfTheNewestBlock() {
        var tip = tip(Clock.fixed(NOW, ZoneOffset.UTC), Optional.empty());

        assertThat(tip.read()).isEqualTo(told(100, false));
        chain.grow(3);
        assertThat(tip.read()).isEqualTo(told(103, false));
        assertThat(tip.read()).isEqualTo(told(103, false));
        assertThat(chain.requests()).isEqualTo(3);
    }

    @Test
    void noticesThatTheBlockThatItToldWasReplaced() {
        var tip = tip(Clock.fixed(NOW, ZoneOffset.UTC), Optional.empty());
        tip.read();
        chain.grow(2);
        chain.fork(100, "0xbeef");

        assertThat(tip.read()).isEqualTo(told(102, true));
        assertThat(tip.read()).isEqualTo(told(102, false));
    }

    @Test
    void takesANodeThatIsBehindForNoReorganisation() {
        var tip = tip(Clock.fixed(NOW, ZoneOffset.UTC), Optional.empty());
        tip.read();
        chain.grow(-10);

        assertThat(tip.read()).isEqualTo(told(90, false));
    }

    @Test
    void noticesItWhereBatchesAreRefusedOrTooCostly() {
        chain.refuseBatches("{\"error\":{\"code\":-32600,\"message\":\"no batches\"}}");
        var single = tip(Clock.fixed(NOW, ZoneOffset.UTC), Optional.empty());
        var slow = tip(Clock.systemUTC(), Optional.of(new RequestBudget(Optional.of(2), Optional.empty())));
        single.read();
        slow.read();
        chain.fork(100, "0xbeef");

        assertThat(single.read())
                .isInstanceOfSatisfying(
                        Reading.Height.class,
                        height -> assertThat(height.reorganised()).isTrue());
        assertThat(slow.read())
                .isInstanceOfSatisfying(
                        Reading.Height.class,
                        height -> assertThat(height.reorganised()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"startingBlock\":\"0x0\",\"currentBlock\":\"0x64\",\"highestBlock\":\"0xffff\"}",
                "{\"batchSeen\":7}",
                "true"
            })
    void takesNoTipFromANodeThatSaysThatItCatchesUp(String answer) {
        chain.syncing(answer);

        assertThat(asking().read())
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .contains("does not know the tip: eth_syncing is ", "at its height 100"));
        chain.syncing("false");
        assertThat(asking().read()).isEqualTo(told(100, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"currentBlock\":\"0x64\",\"highestBlock\":\"0x64\",\"txIndexRemainingBlocks\":\"0x5\"}",
                "{\"currentBlock\":\"0x64\",\"highestBlock\":\"0x66\"}",
                "null"
            })
    void takesTheTipFromANodeThatHasAllBlocksAndWorksOnOtherThings(String answer) {
        chain.syncing(answer);

        assertThat(asking().read()).isEqualTo(told(100, false));
    }

    private EvmTip asking() {
        var endpoints = new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
        return new EvmTip(
                endpoints.forLooks(new Source.Evm(server.at("/"), List.of(), Optional.empty())),
                Clock.fixed(NOW, ZoneOffset.UTC),
                true);
    }

    private EvmTip tip(Clock clock, Optional<RequestBudget> budget) {
        var endpoints = new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
        return new EvmTip(endpoints.forLooks(new Source.Evm(server.at("/"), List.of(), budget)), clock, false);
    }

    private static Reading told(long height, boolean reorganised) {
        return new Reading.Height(height, Optional.of(new BlockHash(EvmAnswers.hash(height)).value()), reorganised);
    }
}
