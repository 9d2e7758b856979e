package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRequested;
import dev.baton.events.Paused;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What keeps the traffic where it is though a version is proven ready, with the verbs that people have. */
@ExtendWith(SharedBaton.class)
class GatesST {

    private static final String APPLICATION = "gated";
    private static final int REFUSED = 4;

    @Test
    void aPauseAWindowAndALineHoldVersionsUntilSomebodyDecides(RunningBaton baton, ScriptedServer server)
            throws IOException {
        var puppet = new Puppet(APPLICATION, server, baton.mark());
        puppet.version("1", 0);
        puppet.version("2", 0);
        puppet.version("3", 0);
        baton.events().await(baton.deploy(descriptor(puppet), "1"), SwitchConfirmed.class);

        text(baton, "pause", APPLICATION, "--reason", "the chain forks tonight");
        assertThat(baton.cli("pause", APPLICATION).exitCode()).isEqualTo(REFUSED);
        var second = baton.deploy(descriptor(puppet), "2");
        baton.events().await(second, DataVerified.class);
        var third = baton.deploy(closed(descriptor(puppet)).put("whileBusy", "queue"), "3");
        showsThePauseAndTheLine(baton, third);
        var promoted = baton.cli("promote", APPLICATION);
        assertThat(promoted.exitCode()).isEqualTo(REFUSED);
        assertThat(promoted.errors()).contains("the chain forks tonight");

        text(baton, "abort", APPLICATION, "--deployment", second.toString());
        baton.events().await(third, DataVerified.class);
        text(baton, "resume", APPLICATION);
        saysThatNoWindowIsOpen(baton);
        assertThat(baton.events().of(third, SwitchStarted.class)).isEmpty();

        text(baton, "promote", APPLICATION, "--force", "--reason", "outage");
        baton.events().await(third, SwitchConfirmed.class);
        assertThat(baton.events()
                        .of(third, SwitchStarted.class)
                        .getFirst()
                        .event()
                        .forced())
                .hasValueSatisfying(by -> assertThat(by.why()).isEqualTo("outage"));

        text(baton, "pause", APPLICATION, "--reason", "calm");
        text(baton, "rollback", APPLICATION);
        baton.events().await(RolledBack.class, event -> event.deployment().equals(Optional.of(third)));
        baton.events().await(third, DeployFailed.class);
        triesItAgain(baton, third);
        assertThat(baton.events().all(Paused.class))
                .filteredOn(event -> event.application().equals(puppet.name()))
                .hasSize(2);
    }

    private static void showsThePauseAndTheLine(RunningBaton baton, DeploymentId waiting) {
        await("the line").untilAsserted(() -> {
            var state = json(baton, "status", APPLICATION, "--json");
            assertThat(state.at("/paused/reason").asText()).isEqualTo("the chain forks tonight");
            assertThat(state.at("/holds/0/kind").asText()).isEqualTo("PAUSE");
            assertThat(state.at("/queued/0/deployment").asText()).isEqualTo(waiting.toString());
        });
        assertThat(text(baton, "status", APPLICATION))
                .contains(APPLICATION + " is paused by ", "the chain forks tonight", APPLICATION + " 3 waits since ");
        assertThat(baton.events().of(waiting, DeployAccepted.class)).isEmpty();
    }

    private static void saysThatNoWindowIsOpen(RunningBaton baton) {
        await("an explanation")
                .untilAsserted(() -> assertThat(text(baton, "explain", APPLICATION))
                        .contains("waits for a window: no window is open; the next opens at "));
    }

    private static void triesItAgain(RunningBaton baton, DeploymentId failed) throws IOException {
        var again = DeploymentId.of(
                json(baton, "retry", APPLICATION, "--json").path("deployment").asText());
        var accepted = baton.events().await(again, DeployAccepted.class);
        assertThat(accepted.event().version()).isEqualTo("3");
        assertThat(baton.events()
                        .await(
                                DeployRequested.class,
                                asked -> asked.id().equals(accepted.cause().orElseThrow()))
                        .event()
                        .reason())
                .contains("retry of " + failed);
        text(baton, "abort", APPLICATION);
    }

    /** Nothing to catch up with: it is ready for as long as it answers. */
    private static ObjectNode descriptor(Puppet puppet) {
        var descriptor = puppet.descriptor();
        var sync = (ObjectNode) descriptor.get("sync");
        sync.putObject("height").put("health", "/health");
        sync.putArray("tip").addObject().put("health", "/health");
        return descriptor;
    }

    /** With a window that opens in half a day. */
    private static ObjectNode closed(ObjectNode descriptor) {
        var from = LocalTime.now(ZoneOffset.UTC).plusHours(12);
        descriptor
                .putObject("gates")
                .putArray("windows")
                .addObject()
                .put("from", "%02d:00".formatted(from.getHour()))
                .put("to", "%02d:30".formatted(from.getHour()));
        return descriptor;
    }

    private static JsonNode json(RunningBaton baton, String... command) throws IOException {
        return BatonJson.mapper().readTree(text(baton, command));
    }

    private static String text(RunningBaton baton, String... command) {
        var result = baton.cli(command);
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        return result.output();
    }
}
