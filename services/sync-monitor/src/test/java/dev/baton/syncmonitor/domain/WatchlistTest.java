package dev.baton.syncmonitor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAborted;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.domain.Watchlist.Attention;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchlistTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentId BLUE = Story.deployment(1);
    private static final DeploymentId GREEN = Story.deployment(2);
    private static final String SYNC = """
            {"height": {"sql": "SELECT 1"}, "tip": [{"evm": {"url": "http://127.0.0.1:1/"}}]}""";

    private final Story story = new Story("indexer", Story.descriptor("indexer", SYNC, "null"), 20_000);
    private final List<Envelope<LifecycleEvent>> told = new ArrayList<>();
    private Watchlist watchlist = Watchlist.EMPTY;
    private Instant now = START;

    @Test
    void watchesCloselyWhatCatchesUpAndLooselyWhatServes() {
        goLive(BLUE, Slot.A, 1, Optional.empty());
        tell(story.accepted(GREEN, Slot.B, Optional.empty(), now));
        assertThat(attention(BLUE)).contains(Attention.LOOSE);
        assertThat(attention(GREEN)).isEmpty();

        tell(story.started(GREEN, now));
        assertThat(attention(GREEN)).contains(Attention.CLOSE);

        tell(story.of(GREEN, now, new DeployAborted("a test", "because")));
        assertThat(attention(GREEN)).isEmpty();
    }

    @Test
    void watchesAProbationCloselyWhereItsLagMaySendTheTrafficBack() throws JsonProcessingException {
        var descriptor = BatonJson.mapper().readValue("""
                {"name": "indexer", "run": {"process": {"command": ["true"]}}, "sync": %s, "route": {"listen": 18999},
                 "rollback": {"lag": 10}}""".formatted(SYNC), Descriptor.class);
        for (var bounded : List.of(story, new Story("indexer", descriptor, 20_000))) {
            watchlist = Watchlist.EMPTY;
            tell(bounded.accepted(BLUE, Slot.A, Optional.empty(), now));
            tell(bounded.started(BLUE, now));
            tell(bounded.switchStarted(BLUE, Optional.empty(), Slot.A, 1, now));
            tell(bounded.switched(BLUE, Optional.empty(), Slot.A, 1, now));
            assertThat(attention(BLUE)).contains(bounded.equals(story) ? Attention.LOOSE : Attention.CLOSE);

            tell(bounded.confirmed(BLUE, 1, now));
            assertThat(attention(BLUE)).contains(Attention.LOOSE);
        }
    }

    @Test
    void watchesARolledBackDeploymentCloselyAndAStandbyLoosely() {
        goLive(BLUE, Slot.A, 1, Optional.empty());
        goLive(GREEN, Slot.B, 2, Optional.of(BLUE));
        assertThat(attention(BLUE)).contains(Attention.LOOSE);

        tell(story.rolledBack(GREEN, BLUE, Slot.A, 3, now));
        assertThat(attention(GREEN)).contains(Attention.CLOSE);
        assertThat(attention(BLUE)).contains(Attention.LOOSE);
    }

    @Test
    void wantsAVerificationForEachProofUntilItIsAnswered() {
        goLive(BLUE, Slot.A, 1, Optional.empty());
        begin();
        assertThat(due()).isEmpty();

        var proof = tell(story.complete(GREEN, 100, now));
        assertThat(due()).singleElement().satisfies(due -> {
            assertThat(due.green().id()).isEqualTo(GREEN);
            assertThat(due.blue())
                    .hasValueSatisfying(blue -> assertThat(blue.id()).isEqualTo(BLUE));
            assertThat(due.proof().event().id()).isEqualTo(proof.id());
            assertThat(due.before()).isEmpty();
        });

        tell(answer(proof, verified()));
        assertThat(due()).isEmpty();

        tell(story.complete(GREEN, 130, now));
        assertThat(due())
                .singleElement()
                .satisfies(due -> assertThat(due.before()).isPresent());
    }

    @Test
    void wantsNothingVerifiedThatIsNotReadyAnyMore() {
        begin();
        tell(story.complete(GREEN, 100, now));
        tell(story.of(GREEN, now, new ReadinessLost("it fell behind", Optional.empty(), Optional.empty())));
        assertThat(due()).isEmpty();

        var again = tell(story.complete(GREEN, 120, now));
        assertThat(due())
                .extracting(due -> due.proof().event().id().value())
                .containsExactly(again.id().value());
    }

    @Test
    void doesNotVerifyAgainWhatWasFoundToDiffer() {
        goLive(BLUE, Slot.A, 1, Optional.empty());
        goLive(GREEN, Slot.B, 2, Optional.of(BLUE));
        tell(story.rolledBack(GREEN, BLUE, Slot.A, 3, now));
        var proof = tell(story.complete(GREEN, 100, now));
        assertThat(due()).hasSize(1);

        tell(answer(proof, new DataMismatch("gaps", 100, 1, List.of())));

        assertThat(due()).isEmpty();
    }

    @Test
    void comesToTheSameWhenEverythingIsToldTwiceOrFromTheStart() {
        goLive(BLUE, Slot.A, 1, Optional.empty());
        begin();
        var proof = tell(story.complete(GREEN, 100, now));
        tell(answer(proof, verified()));
        tell(story.complete(GREEN, 110, now));

        var again = Watchlist.EMPTY;
        for (var envelope : told) {
            again = again.after(envelope).after(envelope);
        }

        assertThat(again).isEqualTo(watchlist);
    }

    @Test
    void isTheSameWhetherApplicationsAreFoldedTogetherOrEachByItself() {
        begin();
        tell(story.complete(GREEN, 100, now));
        var other = new Story("another", Story.descriptor("another", SYNC, "null"), 20_000);
        var events = List.of(
                other.accepted(BLUE, Slot.A, Optional.empty(), now),
                other.started(BLUE, now),
                other.complete(BLUE, 90, now));
        var alone = Watchlist.EMPTY;
        var behind = watchlist;
        for (var event : events) {
            alone = alone.after(event);
            behind = behind.after(event);
        }

        assertThat(Watchlist.together(List.of(alone, watchlist))).isEqualTo(behind);
        assertThat(behind.due()).hasSize(2);
    }

    private void begin() {
        tell(story.accepted(GREEN, Slot.B, Optional.empty(), now));
        tell(story.started(GREEN, now));
    }

    private void goLive(DeploymentId id, Slot slot, long epoch, Optional<DeploymentId> from) {
        tell(story.accepted(id, slot, Optional.empty(), now));
        tell(story.started(id, now));
        tell(story.switchStarted(id, from, slot, epoch, now));
        tell(story.switched(id, from, slot, epoch, now));
        tell(story.confirmed(id, epoch, now));
    }

    private Envelope<LifecycleEvent> tell(Envelope<LifecycleEvent> envelope) {
        told.add(envelope);
        watchlist = watchlist.after(envelope);
        now = now.plusSeconds(1);
        return envelope;
    }

    private Envelope<LifecycleEvent> answer(Envelope<?> proof, LifecycleEvent event) {
        return proof.leadsTo(proof.source(), proof.deployment(), now, event);
    }

    private DataVerified verified() {
        return new DataVerified(new Verification(now, now.plusSeconds(60), 98, List.of(), List.of()));
    }

    private Optional<Attention> attention(DeploymentId id) {
        return watchlist
                .watched()
                .filter(watched -> watched.deployment().id().equals(id))
                .map(Watchlist.Watched::attention)
                .findFirst();
    }

    private List<Due> due() {
        return watchlist.due().toList();
    }
}
