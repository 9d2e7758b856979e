package dev.baton.examples.devchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChainTest {

    private final ManualClock clock = new ManualClock();
    private final ChainSettings settings = new ChainSettings(1, 31337, clock.instant(), Duration.ofSeconds(1));
    private final List<ChainState> journal = new ArrayList<>();

    @Test
    void linksEachBlockToItsParent() {
        Chain chain = chain(settings, 1_500);
        for (long height = 1; height <= 1_500; height++) {
            assertThat(block(chain, height).parentHash())
                    .isEqualTo(block(chain, height - 1).hash());
        }
        assertThat(block(chain, 0).parentHash()).containsOnly(0);
    }

    @Test
    void givesTheSameBlocksForTheSameSettings() {
        assertThat(hashes(chain(settings, 300))).isEqualTo(hashes(chain(settings, 300)));
        assertThat(hashes(chain(settings, 300))).doesNotHaveDuplicates().hasSize(301);
    }

    @Test
    void givesOtherBlocksForAnotherSeed() {
        ChainSettings other = new ChainSettings(2, 31337, settings.genesis(), settings.blockTime());
        assertThat(hashes(chain(other, 300))).doesNotContain(hash(chain(settings, 300), 300));
    }

    @Test
    void hashesCommitToTheTransactions() {
        Block block = block(chain(settings, 50), 50);
        assertThat(LongStream.rangeClosed(0, 50).mapToObj(h -> block(chain(settings, 50), h)))
                .flatExtracting(Block::transactions)
                .extracting(transaction -> HexFormat.of().formatHex(transaction.hash()))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(100);
        assertThat(block.gasUsed())
                .isEqualTo(block.transactions().stream()
                        .mapToLong(Block.Transaction::gas)
                        .sum());
    }

    @Test
    void growsWithTheClock() {
        Chain chain = chain(settings, 10);
        clock.advance(Duration.ofMillis(3_999));
        assertThat(chain.height()).isEqualTo(13);
        assertThat(chain.block(14)).isEmpty();
        assertThat(chain.block(-1)).isEmpty();
        assertThat(block(chain, 13).timestamp()).isEqualTo(settings.genesis().getEpochSecond() + 13);
    }

    @Test
    void doesNotGoBackWhenTheClockDoes() {
        Chain chain = chain(settings, 10);
        clock.advance(Duration.ofSeconds(5));
        assertThat(chain.height()).isEqualTo(15);
        clock.advance(Duration.ofSeconds(-60));
        assertThat(chain.height()).isEqualTo(15);
    }

    @Test
    void standsStillWhilePaused() {
        Chain chain = chain(settings, 10);
        chain.pause(true);
        clock.advance(Duration.ofSeconds(5));
        assertThat(chain.height()).isEqualTo(10);
        assertThat(chain.mine(2)).isEqualTo(12);
        chain.pause(false);
        clock.advance(Duration.ofSeconds(5));
        assertThat(chain.height()).isEqualTo(17);
    }

    @Test
    void replacesTheNewestBlocksOnly() {
        Chain chain = chain(settings, 200);
        List<String> before = hashes(chain);
        assertThat(chain.reorganise(5)).isEqualTo(200);
        List<String> after = hashes(chain);
        assertThat(after.subList(0, 196)).isEqualTo(before.subList(0, 196));
        assertThat(after.subList(196, 201)).doesNotContainAnyElementsOf(before);
        assertThat(block(chain, 196).parentHash()).isEqualTo(block(chain, 195).hash());
        chain.reorganise(2);
        assertThat(hashes(chain).subList(199, 201)).doesNotContainAnyElementsOf(after);
    }

    @Test
    void refusesToReplaceWhatIsFinal() {
        Chain chain = chain(settings, 200);
        assertThatThrownBy(() -> chain.reorganise(Chain.FINALITY + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chain(settings, 3).reorganise(4)).hasMessageContaining("between 1 and 3");
    }

    @Test
    void refusesToMineBeyondItsLimit() {
        Chain chain = chain(settings, 10);
        for (long blocks : new long[] {0, -1, Chain.MOST_BLOCKS, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> chain.mine(blocks)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(chain.height()).isEqualTo(10);
    }

    @Test
    void goesOnFromWhatItSaved() {
        Chain chain = chain(settings, 100);
        chain.mine(7);
        clock.advance(Duration.ofSeconds(3));
        chain.reorganise(4);
        Chain restarted = new Chain(settings, journal.getLast(), clock, journal::add);
        assertThat(hashes(restarted)).isEqualTo(hashes(chain)).hasSize(111);
    }

    @Test
    void changesNothingThatItCannotSave() {
        Chain chain = new Chain(settings, new ChainState(9, clock.instant(), false, List.of()), clock, _ -> {
            throw new UncheckedIOException("disk full", new java.io.IOException());
        });
        List<String> before = hashes(chain);
        assertThatThrownBy(() -> chain.reorganise(3)).hasMessage("disk full");
        assertThatThrownBy(() -> chain.mine(3)).hasMessage("disk full");
        assertThat(hashes(chain)).isEqualTo(before);
    }

    private Chain chain(ChainSettings of, long height) {
        return new Chain(of, new ChainState(height, clock.instant(), false, List.of()), clock, journal::add);
    }

    private static Block block(Chain chain, long height) {
        return chain.block(height).orElseThrow();
    }

    private static String hash(Chain chain, long height) {
        return HexFormat.of().formatHex(block(chain, height).hash());
    }

    private static List<String> hashes(Chain chain) {
        return LongStream.rangeClosed(0, chain.height())
                .mapToObj(height -> hash(chain, height))
                .toList();
    }
}
