package dev.baton.deployment;

import static dev.baton.events.EventSamples.BLUE;
import static dev.baton.events.EventSamples.GREEN;
import static dev.baton.events.EventSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.deployment.Folded.Accepted;
import dev.baton.deployment.Folded.Void;
import dev.baton.deployment.Hold.Kind;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.EventSamples;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.GreenStarted;
import dev.baton.events.Paused;
import dev.baton.events.ReadinessLost;
import dev.baton.events.Resumed;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.events.SwitchFailed;
import dev.baton.model.Address;
import dev.baton.model.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The gates before the traffic moves by itself, and the events that open and close them. */
class HoldTest {

    private static final Paused PAUSE = new Paused("ada", "the chain forks tonight");
    private static final ExpiryAnnounced EXPIRY = new ExpiryAnnounced(NOON.plusSeconds(3600));

    private final History history = new History();

    @Test
    void onlyWhatIsVerifiedIsHeld() {
        history.synced(GREEN, Slot.A).then(GREEN, PAUSE);
        assertThat(holds()).isEmpty();

        history.then(GREEN, history.dataVerified());
        assertThat(holds()).extracting(Hold::kind).containsExactly(Kind.PAUSE);
        assertThat(holds().getFirst().reason()).contains("ada", "forks tonight");

        history.then(GREEN, new Resumed("ada", "over"));
        assertThat(holds()).isEmpty();
    }

    @Test
    void soaksFromItsVerificationWithoutABreak() {
        verified(json -> json.putObject("gates").put("soak", "10m"));
        var over = history.now().plus(Duration.ofMinutes(10));
        assertThat(holds()).singleElement().satisfies(hold -> {
            assertThat(hold.kind()).isEqualTo(Kind.SOAK);
            assertThat(hold.kind().opensByHand()).isTrue();
            assertThat(hold.until()).contains(over);
        });

        history.later(Duration.ofMinutes(5))
                .then(GREEN, new ReadinessLost("behind", Optional.empty(), Optional.empty()))
                .then(GREEN, history.complete())
                .then(GREEN, history.dataVerified());
        assertThat(holds().getFirst().until().orElseThrow()).isAfter(over);
        history.later(Duration.ofMinutes(10));
        assertThat(holds()).isEmpty();
    }

    @Test
    void aSwitchThatFailedDoesNotBeginTheSoakAnew() {
        verified(json -> json.putObject("gates").put("soak", "10m"));
        var over = history.now().plus(Duration.ofMinutes(10));
        history.later(Duration.ofMinutes(4))
                .then(GREEN, history.promote(Slot.A))
                .then(GREEN, new SwitchFailed(1, "no answer", Optional.empty()));
        assertThat(holds())
                .singleElement()
                .satisfies(hold -> assertThat(hold.until())
                        .as("promoted by hand before it was over")
                        .contains(over));

        history.then(GREEN, history.complete()).then(GREEN, history.dataVerified());
        history.later(Duration.ofMinutes(6));
        assertThat(holds()).isEmpty();

        history.then(GREEN, new ReadinessLost("behind", Optional.empty(), Optional.empty()))
                .then(GREEN, history.complete())
                .then(GREEN, history.dataVerified());
        assertThat(holds()).as("after a break").hasSize(1);
    }

    @Test
    void aPauseTakesBackTheExpiryAndItsTimeDoesNotCount() {
        history.verified(GREEN, Slot.A).then(GREEN, EXPIRY).then(GREEN, PAUSE);
        assertThat(green().expiresAt()).isEmpty();

        history.later(Duration.ofHours(3)).then(GREEN, new Resumed("ada", "over"));
        assertThat(green().pausedFor()).contains(Duration.ofHours(3).plusSeconds(1));
        assertThat(history.fold(GREEN, EXPIRY)).as("announced anew").isInstanceOf(Accepted.class);

        history.then(GREEN, PAUSE).later(Duration.ofHours(1)).then(GREEN, new Resumed("ada", "over"));
        assertThat(green().pausedFor()).contains(Duration.ofHours(4).plusSeconds(2));
    }

    @Test
    void ofAPauseOnlyThatCountsWhichCameAfterTheVerification() {
        history.synced(GREEN, Slot.A).then(GREEN, PAUSE).later(Duration.ofHours(3));
        history.then(GREEN, history.complete()).then(GREEN, history.dataVerified());
        history.later(Duration.ofHours(1)).then(GREEN, new Resumed("ada", "over"));
        assertThat(green().pausedFor()).contains(Duration.ofHours(1).plusSeconds(1));
    }

    @Test
    void namesEveryGateThatIsClosed() {
        verified(json -> {
            json.put("promotion", "manual");
            json.putObject("gates")
                    .put("soak", "1h")
                    .putArray("windows")
                    .addObject()
                    .put("from", "03:00")
                    .put("to", "04:00");
        });
        history.then(GREEN, PAUSE);

        assertThat(holds()).extracting(Hold::kind).containsExactly(Kind.PROMOTION, Kind.PAUSE, Kind.WINDOW);
        assertThat(Hold.beyondPeople(history.application(), green().descriptor().gates(), history.now()))
                .extracting(Hold::kind)
                .containsExactly(Kind.PAUSE, Kind.WINDOW);
        assertThat(holds().getLast().reason()).isEqualTo("no window is open; the next opens at 2026-03-02 03:00 (UTC)");
    }

    @Test
    void pausesAndResumesOnce() {
        history.live(BLUE, Slot.A).then(BLUE, PAUSE);
        var since = history.application().paused().orElseThrow().since();
        assertThat(history.fold(BLUE, new Paused("eve", "me too"))).isInstanceOf(Void.class);
        assertThat(history.application().paused()).contains(new Pause("ada", "the chain forks tonight", since));

        history.switching(GREEN, Slot.B).then(GREEN, history.switched(Slot.B));
        assertThat(history.application().paused()).as("other events leave it").isPresent();
        history.then(BLUE, new Resumed("ada", "over"));
        assertThat(history.fold(BLUE, new Resumed("ada", "over"))).isInstanceOf(Void.class);
        assertThat(history.application().paused()).isEmpty();
    }

    @Test
    void anAbortBeforeItsTurnCountsAndChangesNothing() {
        history.live(BLUE, Slot.A);
        var before = history.application();
        assertThat(history.fold(GREEN, new DeployAborted("ann", "wrong branch")))
                .isEqualTo(new Accepted(before));
        assertThat(history.fold(BLUE, new DeployAborted("ann", "wrong branch")))
                .as("it serves")
                .isInstanceOf(Void.class);
    }

    @Test
    void whenItWasVerifiedFirstIsKept() {
        history.verified(GREEN, Slot.A);
        var first = history.now();
        assertThat(green().verifiedAt()).contains(first);
        history.then(GREEN, new ReadinessLost("behind", Optional.empty(), Optional.empty()))
                .then(GREEN, history.complete())
                .then(GREEN, history.dataVerified());
        assertThat(green().verifiedAt()).contains(first);
    }

    @Test
    void anExpiryIsAnnouncedOnceAndNotOfWhatServes() {
        history.verified(GREEN, Slot.A).then(GREEN, EXPIRY);
        assertThat(green().expiresAt()).contains(EXPIRY.expiresAt());
        assertThat(history.fold(GREEN, EXPIRY)).isInstanceOf(Void.class);

        history.then(GREEN, history.promote(Slot.A)).then(GREEN, new SwitchFailed(1, "no answer", Optional.empty()));
        assertThat(green().expiresAt()).as("it still holds").contains(EXPIRY.expiresAt());

        var other = new History().switching(GREEN, Slot.A);
        assertThat(other.fold(GREEN, EXPIRY)).isInstanceOf(Void.class);
        other.then(GREEN, other.switched(Slot.A));
        assertThat(other.fold(GREEN, EXPIRY)).isInstanceOf(Void.class);
    }

    @Test
    void aStandbyIsLostAndRestoredOnceEach() {
        history.live(BLUE, Slot.A).live(GREEN, Slot.B);
        var lost = new StandbyLost("connection refused");
        assertThat(history.fold(GREEN, lost)).as("it serves").isInstanceOf(Void.class);
        assertThat(history.fold(BLUE, new StandbyRestored())).isInstanceOf(Void.class);

        history.then(BLUE, lost);
        assertThat(blue().lostAt()).contains(history.now());
        assertThat(history.fold(BLUE, lost)).isInstanceOf(Void.class);
        history.then(BLUE, new StandbyRestored());
        assertThat(blue().lostAt()).isEmpty();

        history.then(BLUE, lost).then(BLUE, history.rollback(Slot.A));
        assertThat(blue().lostAt()).as("it is no standby any more").isEmpty();
    }

    private void verified(Consumer<ObjectNode> change) {
        var begun = EventSamples.accepted("1", Slot.A);
        history.then(
                        GREEN,
                        new DeployAccepted(
                                begun.version(),
                                descriptor(begun.descriptor(), change),
                                begun.slot(),
                                begun.slotPorts(),
                                begun.slotHost(),
                                begun.database(),
                                begun.dataOf(),
                                begun.retires(),
                                begun.requestedBy(),
                                begun.requestedAt()))
                .then(GREEN, new GreenStarted(Address.loopback(18_101), history.now()))
                .then(GREEN, history.complete())
                .then(GREEN, history.dataVerified());
    }

    private static Descriptor descriptor(Descriptor sample, Consumer<ObjectNode> change) {
        ObjectNode json = BatonJson.mapper().valueToTree(sample);
        json.put("promotion", "automatic");
        change.accept(json);
        try {
            return BatonJson.mapper().treeToValue(json, Descriptor.class);
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private Deployment green() {
        return history.application().deployment(GREEN).orElseThrow();
    }

    private Deployment blue() {
        return history.application().deployment(BLUE).orElseThrow();
    }

    private List<Hold> holds() {
        return Hold.of(history.application(), green(), history.now());
    }
}
