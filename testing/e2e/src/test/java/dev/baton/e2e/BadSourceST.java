package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.ScriptedServer.Reply;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.e2e.stage.World;
import dev.baton.events.DeployFailed;
import dev.baton.events.Envelope;
import dev.baton.events.InstanceRetired;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Heights and tips that cannot be believed: unknown is not ready, whoever says it, and the reason is on record. */
@ExtendWith(SharedBaton.class)
class BadSourceST {

    private static RunningBaton baton;
    private static ScriptedServer server;

    @BeforeAll
    static void stage(RunningBaton sharedBaton, ScriptedServer sharedServer) {
        baton = sharedBaton;
        server = sharedServer;
    }

    @Test
    void believesNoInstanceThatAnswersNonsenseAndSwitchesOnceItAnswersWell() {
        var puppet = new Puppet("nonsense", server, baton.mark());
        puppet.version("1", 0);
        puppet.height("1", Reply.html());
        var id = baton.deploy(puppet.descriptor(), "1");

        saysWhy(id, "height: ", "JSON");
        puppet.height("1", Reply.height(-5));
        saysWhy(id, "height: ", "-5");
        puppet.height("1", Reply.height("\"one hundred\""));
        saysWhy(id, "height: ", "one hundred");
        puppet.height("1", Reply.height(1.5));
        saysWhy(id, "height: ", "1.5");
        puppet.height("1", Reply.json("{}"));
        saysWhy(id, "height: ", "/height");
        puppet.height("1", new Reply(503, "text/plain", "later", Duration.ZERO));
        saysWhy(id, "height: ", "503");
        assertThat(baton.events().of(id, SyncComplete.class)).isEmpty();

        puppet.height("1", Reply.height(90));
        baton.events()
                .await(
                        SyncProgress.class,
                        about(id, event -> event.event().height().equals(Optional.of(90L))));
        puppet.height("1", Reply.height(80));
        saysWhy(id, "height fell from 90 to 80", "");

        puppet.height("1", Reply.height(100));
        baton.events().await(id, SwitchConfirmed.class);
    }

    @Test
    void believesNoTipWhoseSourceIsDownOrSomethingElse() {
        var puppet = new Puppet("blind", server, baton.mark());
        puppet.version("1", 100);
        puppet.tip(Reply.html());
        var id = baton.deploy(puppet.descriptor(), "1");

        saysWhy(id, "tip: ", "JSON");
        puppet.tip(-1);
        saysWhy(id, "tip: ", "-1");
        assertThat(baton.events().of(id, SyncComplete.class)).isEmpty();

        puppet.tip(100);
        baton.events().await(id, SwitchConfirmed.class);
    }

    @Test
    void givesUpAfterATimeWithoutProgressAndLeavesNothing() {
        var puppet = new Puppet("stalled", server, baton.mark());
        puppet.version("1", 100);
        var descriptor = puppet.descriptor();
        var sync = (ObjectNode) descriptor.get("sync");
        sync.put("stallAfter", "3s");
        var down = "http://127.0.0.1:" + FreePorts.next();
        sync.putArray("tip").addObject().putObject("evm").put("url", down);

        var id = baton.deploy(descriptor, "1");

        saysWhy(id, "tip: ", down);
        assertThat(baton.events().await(id, SyncStalled.class).event().reason()).contains("no progress", "tip");
        assertThat(baton.events().await(id, DeployFailed.class).event().reason())
                .contains("no progress");
        baton.events().await(id, InstanceRetired.class);
        assertThat(World.processes(id)).isEmpty();
        assertThat(baton.events().of(id, SyncComplete.class)).isEmpty();
    }

    /** A sample says what is unknown, and why. */
    private static void saysWhy(DeploymentId id, String what, String why) {
        baton.events()
                .await(
                        SyncProgress.class,
                        about(
                                id,
                                event -> event.event().unknown().stream()
                                        .anyMatch(reason -> reason.contains(what) && reason.contains(why))));
    }

    private static Predicate<Envelope<SyncProgress>> about(DeploymentId id, Predicate<Envelope<SyncProgress>> which) {
        return event -> event.deployment().equals(Optional.of(id)) && which.test(event);
    }
}
