package dev.baton.syncmonitor.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.VerifiedTable;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.domain.Watchlist;
import dev.baton.syncmonitor.domain.verification.Answers;
import dev.baton.syncmonitor.domain.verification.Archives;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.BlockSource;
import dev.baton.syncmonitor.domain.verification.BlockTable;
import dev.baton.syncmonitor.domain.verification.RowTable;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A verification that takes longer than a proof of readiness, which is renewed meanwhile. */
class VerifierTest {

    private static final long NOWHERE = -1;
    private static final DeploymentId GREEN = Story.deployment(2);

    private final Instant start = Clock.systemUTC().instant();
    private final Story story = new Story("indexer", Story.descriptor("indexer", """
            {"height": {"sql": "SELECT 1"}, "tip": [{"evm": {"url": "http://127.0.0.1:1/"}}]}""", """
            {"blocks": "SELECT height, hash FROM blocks"}"""), 20_000);
    private final Slow archives = new Slow();
    private final List<Envelope<?>> published = new CopyOnWriteArrayList<>();
    private final Threads threads = new Threads();
    private volatile Optional<SyncProgress> look = look(100);
    private final Verifier verifier = new Verifier(
            archives,
            threads,
            (_, envelope) -> {
                published.add(envelope);
                return CompletableFuture.completedFuture(null);
            },
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            _ -> look);
    private Watchlist watchlist = Watchlist.EMPTY;

    @AfterEach
    void stop() {
        verifier.close();
        threads.close();
    }

    @Test
    void goesOnWhileTheProofIsRenewedAndThenVerifiesWhatCameSince() {
        begin();
        var first = tell(story.complete(GREEN, 100, start));
        await().untilAsserted(() -> assertThat(archives.begun).hasValue(1));
        tell(story.complete(GREEN, 110, start.plusSeconds(30)));
        var newest = tell(story.complete(GREEN, 120, start.plusSeconds(60)));
        archives.go.release();

        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
        assertThat(verified().getFirst().cause()).contains(first.id());
        // The outcome has not been read back yet, and the newest proof begins with it all the same.
        await().untilAsserted(() -> assertThat(archives.begun).hasValue(2));
        archives.go.release();

        await().untilAsserted(() -> assertThat(verified()).hasSize(2));
        assertThat(verified().getLast().cause()).contains(newest.id());
        assertThat(archives.froms).containsExactly(0L, 98L);
    }

    @Test
    void beginsAnewOnceReadinessWasLost() {
        begin();
        tell(story.complete(GREEN, 100, start));
        await().untilAsserted(() -> assertThat(archives.begun).hasValue(1));
        tell(story.of(
                GREEN, start.plusSeconds(1), new ReadinessLost("it fell behind", Optional.empty(), Optional.empty())));
        var again = tell(story.complete(GREEN, 105, start.plusSeconds(2)));
        await().untilAsserted(() -> assertThat(archives.begun).hasValue(2));
        archives.go.release(2);

        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
        assertThat(verified().getFirst().cause()).contains(again.id());
        assertThat(archives.froms).containsExactly(0L, 0L);
    }

    @Test
    void tellsHowFarItIsAndWhatHoldsIt() {
        begin();
        archives.broken = true;
        tell(story.complete(GREEN, 100, start));
        archives.go.release(100);

        await().untilAsserted(() -> assertThat(published)
                .anyMatch(envelope -> envelope.event()
                        .equals(new VerificationProgress(
                                "gaps", "itself", 0, Optional.of(99L), Optional.of("the database is away")))));
        archives.broken = false;
        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
    }

    @Test
    void saysThatTheDataIsVerifiedOnlyWhileGreenKeepsUp() {
        begin();
        look = Optional.empty();
        var proof = tell(story.complete(GREEN, 100, start));
        archives.go.release();

        awaitHeld("within the tolerance");
        assertThat(verified()).isEmpty();
        look = look(100);
        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
        assertThat(verified().getFirst().cause()).contains(proof.id());
        assertThat(archives.begun).hasValue(1);
    }

    @Test
    void awaitsWhatCameSinceTheProofAndIsOfAnotherBranch() {
        begin();
        archives.source = true;
        archives.astray = 104;
        look = look(110);
        var proof = tell(story.complete(GREEN, 100, start));
        archives.go.release();

        awaitHeld("1 of the blocks that came since its proof, from 104 to 104");
        assertThat(verified()).isEmpty();
        var asked = archives.asked.get();
        await().untilAsserted(() -> assertThat(archives.asked)
                .as("asked again, the source is asked for one block")
                .hasValue(asked + 1));
        archives.astray = NOWHERE;
        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
        assertThat(verified().getFirst().cause()).contains(proof.id());
        assertThat(archives.begun).hasValue(1);
    }

    @Test
    void letsTheNextProofDecideOverWhatCameSinceTheOneBefore() {
        begin();
        archives.source = true;
        archives.astray = 104;
        look = look(110);
        tell(story.complete(GREEN, 100, start));
        archives.go.release(2);

        awaitHeld("came since its proof");
        var next = tell(story.complete(GREEN, 110, start.plusSeconds(30)));
        await().untilAsserted(
                        () -> assertThat(published).anyMatch(envelope -> envelope.event() instanceof DataMismatch));
        assertThat(published)
                .filteredOn(envelope -> envelope.event() instanceof DataMismatch)
                .allMatch(envelope -> envelope.cause().equals(Optional.of(next.id())));
        assertThat(verified()).isEmpty();
        assertThat(archives.froms).containsExactly(0L, 98L);
    }

    @Test
    void awaitsTheNewestBlockWhichMayStillBeReplaced() {
        begin();
        archives.source = true;
        archives.astray = 110;
        look = look(110);
        tell(story.complete(GREEN, 100, start));
        archives.go.release();

        awaitHeld("from 110 to 110");
        archives.astray = NOWHERE;
        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
    }

    @Test
    void takesANewestBlockThatIsNotWrittenYetForNoDifference() {
        begin();
        archives.source = true;
        archives.unwritten = 110;
        look = look(110);
        tell(story.complete(GREEN, 100, start));
        archives.go.release();

        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
    }

    @Test
    void letsAFewAskAtOnceAndALongOneGivesWayInItsPauses() {
        archives.highest = 400_000;
        for (var number = 11; number <= 14; number++) {
            beginOther(number);
        }
        await().untilAsserted(() -> assertThat(archives.begun).hasValue(4));
        beginOther(15);
        await().pollDelay(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(archives.begun).hasValue(4));

        // One of the four is at its first pause, far from its end: the fifth is next.
        archives.go.release();
        await().untilAsserted(() -> assertThat(archives.froms).hasSize(5));
        assertThat(archives.froms).containsOnly(0L);
        archives.go.release(1_000);
        await().untilAsserted(() -> assertThat(verified()).hasSize(5));
        assertThat(archives.most).hasValue(4);
    }

    @Test
    void asksForWhatCameSinceTheProofInItsTurn() {
        begin();
        archives.source = true;
        look = Optional.empty();
        tell(story.complete(GREEN, 100, start));
        archives.go.release();
        awaitHeld("within the tolerance");
        archives.highest = 400_000;
        for (var number = 11; number <= 14; number++) {
            beginOther(number);
        }
        await().untilAsserted(() -> assertThat(archives.begun).hasValue(5));
        var asked = archives.asked.get();

        look = look(110);
        await().pollDelay(Duration.ofMillis(1_500))
                .untilAsserted(() -> assertThat(verified()).isEmpty());
        assertThat(archives.asked).as("all turns are taken").hasValue(asked);
        archives.go.release();
        await().untilAsserted(() -> assertThat(verified()).hasSize(1));
        assertThat(archives.asked).hasValueGreaterThan(asked);
    }

    private Optional<SyncProgress> look(long height) {
        return Optional.of(story.sample(GREEN, 1, height, height, start).event());
    }

    private void awaitHeld(String reason) {
        await().untilAsserted(() -> assertThat(published)
                .anyMatch(envelope -> envelope.event() instanceof VerificationProgress progress
                        && progress.held().filter(why -> why.contains(reason)).isPresent()));
    }

    private void beginOther(int number) {
        var id = Story.deployment(number);
        var other =
                new Story("indexer-" + number, Story.descriptor("indexer-" + number, """
                {"height": {"sql": "SELECT 1"}, "tip": [{"evm": {"url": "http://127.0.0.1:1/"}}]}""", """
                {"blocks": "SELECT height, hash FROM blocks"}"""), 20_000 + 3 * number);
        var database = new DatabaseLocation(Address.loopback(1), "green", "postgres", Optional.empty());
        tell(other.accepted(id, Slot.B, Optional.of(database), start));
        tell(other.started(id, start));
        tell(other.complete(id, 400_000, start));
    }

    private void begin() {
        var database = new DatabaseLocation(Address.loopback(1), "green", "postgres", Optional.empty());
        tell(story.accepted(GREEN, Slot.B, Optional.of(database), start));
        tell(story.started(GREEN, start));
    }

    private Envelope<LifecycleEvent> tell(Envelope<LifecycleEvent> envelope) {
        watchlist = watchlist.after(envelope);
        verifier.follow(watchlist.due());
        return envelope;
    }

    private List<Envelope<?>> verified() {
        return published.stream()
                .filter(envelope -> envelope.event() instanceof DataVerified)
                .toList();
    }

    /** Blocks that are all there, whose scan waits until it may go on. */
    private static final class Slow implements Archives, BlockTable {
        private final AtomicInteger begun = new AtomicInteger();
        private final Semaphore go = new Semaphore(0);
        private final List<Long> froms = new CopyOnWriteArrayList<>();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private volatile boolean broken;
        private volatile long highest = 1_000;
        private volatile boolean source;
        private volatile long astray = NOWHERE;
        private volatile long unwritten = NOWHERE;
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Optional<BlockTable> blocks(Deployment deployment) {
            return Optional.of(this);
        }

        @Override
        public Optional<BlockSource> source(Deployment deployment) {
            return source ? Optional.of(new Chain(asked)) : Optional.empty();
        }

        @Override
        public Optional<RowTable> rows(Deployment deployment, VerifiedTable table) {
            return Optional.empty();
        }

        @Override
        public Answers answers(Deployment deployment) {
            throw new IllegalStateException("nothing is asked");
        }

        @Override
        public Optional<Extent> extent() {
            return Optional.of(new Extent(0, highest));
        }

        @Override
        public Faults faults(long from, long to) throws Unreachable {
            if (to == highest) {
                // The look at the newest blocks, after the scan.
                return new Faults(0, 0, List.of(), Duration.ZERO);
            }
            froms.add(from);
            begun.incrementAndGet();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            go.acquireUninterruptibly();
            now.decrementAndGet();
            if (broken) {
                throw new Unreachable("the database is away");
            }
            return new Faults(0, 0, List.of(), Duration.ZERO);
        }

        @Override
        public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) {
            var hashes = Chain.of(heights);
            hashes.computeIfPresent(astray, (_, hash) -> new BlockHash("another " + hash));
            hashes.remove(unwritten);
            return hashes;
        }
    }

    /** @param asked counts the blocks that it was asked for */
    private record Chain(AtomicInteger asked) implements BlockSource {
        private static SortedMap<Long, BlockHash> of(SortedSet<Long> heights) {
            var hashes = new TreeMap<Long, BlockHash>();
            heights.forEach(height -> hashes.put(height, new BlockHash("block " + height)));
            return hashes;
        }

        @Override
        public String chainId() {
            return "1";
        }

        @Override
        public Origin origin() {
            return new Origin(0, new BlockHash("block 0"), true);
        }

        @Override
        public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) {
            asked.addAndGet(heights.size());
            return of(heights);
        }
    }
}
