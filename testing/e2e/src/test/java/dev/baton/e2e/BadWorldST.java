package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.Topic;
import dev.baton.e2e.stage.Gate;
import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.e2e.stage.World;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SyncProgress;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A world in which things are missing, taken or broken: the deployment fails with a reason and leaves nothing behind. */
@ExtendWith(SharedBaton.class)
class BadWorldST {

    private static RunningBaton baton;
    private static PostgresServer postgres;
    private static ScriptedServer server;

    @BeforeAll
    static void stage(RunningBaton sharedBaton, PostgresServer sharedPostgres, ScriptedServer sharedServer) {
        baton = sharedBaton;
        postgres = sharedPostgres;
        server = sharedServer;
    }

    @Test
    void failsWhenTheCommandDoesNotExist() {
        var puppet = puppet("no-command");
        var descriptor = withDatabase(puppet.descriptor());
        command(descriptor, "no-such-program-anywhere");

        var id = baton.deploy(descriptor, "1");

        assertThat(baton.events().await(id, GreenFailed.class).event().cause()).contains("no-such-program-anywhere");
        leavesNothing(id);
    }

    @Test
    void failsWhenTheProgramExitsAtOnceAndShowsItsLastWords() {
        var puppet = puppet("exits-at-once");
        var descriptor = withDatabase(puppet.descriptor());
        command(descriptor, "sh", "-c", "echo the licence has expired; exit 7");

        var id = baton.deploy(descriptor, "1");

        var failed = baton.events().await(id, GreenFailed.class).event();
        assertThat(failed.exitCode()).contains(7);
        assertThat(failed.lastLogLines()).contains("the licence has expired");
        assertThat(baton.events().of(id, InstanceExited.class)).hasSize(1);
        leavesNothing(id);
    }

    /** Whether the database was made before its server went away, nobody can tell: it is looked after once that is back. */
    @Test
    void failsWhenTheDatabaseIsDownAndCleansUpOnceItIsBack() {
        var puppet = puppet("no-database");
        int port = FreePorts.next();
        var descriptor = puppet.descriptor();
        descriptor
                .putObject("database")
                .putObject("postgres")
                .put("server", "postgresql://postgres@127.0.0.1:" + port + "/postgres");
        ((ObjectNode) descriptor.get("run")).put("startTimeout", "3s");

        var id = baton.deploy(descriptor, "1");

        assertThat(baton.events().await(id, GreenFailed.class).event().cause()).containsIgnoringCase("database");
        assertThat(World.processes(id)).isEmpty();
        try (var _ = Gate.open(port, postgres.port())) {
            leavesNothing(id);
        }
    }

    @Test
    void doesNotSwitchToAPublicPortThatIsInUseAndWritesNoSite() throws IOException {
        var puppet = puppet("public-port");
        try (var _ = new ServerSocket(puppet.listen(), 1, InetAddress.getLoopbackAddress())) {
            var id = baton.deploy(puppet.descriptor(), "1");

            var failed = baton.events().await(id, SwitchFailed.class).event();
            assertThat(failed.reason()).contains(Integer.toString(puppet.listen()), "free the port");
            assertThat(failed.serving()).isEmpty();
            abort(puppet, id);
            baton.events().await(id, DeployAborted.class);
            leavesNothing(id);
        }
        servesOn(puppet, "2");
    }

    @Test
    void countsARequestOnceHoweverOftenItComes() {
        var puppet = puppet("twice");
        var request = request(puppet, "1");

        baton.publish(Topic.REQUESTS, request);
        baton.publish(Topic.REQUESTS, request);
        var accepted = baton.events().awaitAnswer(request.id(), DeployAccepted.class);
        baton.events().await(accepted.deployment().orElseThrow(), SwitchConfirmed.class);
        baton.publish(Topic.REQUESTS, request);

        servesOn(puppet, "2");
        assertThat(baton.events().all(DeployAccepted.class).stream()
                        .filter(event -> event.cause().equals(Optional.of(request.id()))))
                .hasSize(1);
        assertThat(baton.events().all(DeployRejected.class))
                .noneMatch(event -> event.cause().equals(Optional.of(request.id())));
    }

    @Test
    void refusesASecondDeploymentWhileOneIsInProgress() {
        var puppet = puppet("second");
        puppet.version("1", 10);
        var first = baton.deploy(puppet.descriptor(), "1");
        baton.events().await(first, SyncProgress.class);

        var second = baton.deploy(puppet.descriptor(), "2");

        assertThat(baton.events().await(second, DeployRejected.class).event().reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("version 1", first.toString(), "abort"));
        abort(puppet, first);
        assertThat(baton.events().await(first, DeployFailed.class).event().reason())
                .isNotBlank();
        leavesNothing(first);
    }

    private static Puppet puppet(String name) {
        var puppet = new Puppet(name, server, baton.mark());
        puppet.version("1", 100);
        puppet.version("2", 100);
        return puppet;
    }

    private static ObjectNode withDatabase(ObjectNode descriptor) {
        descriptor.putObject("database").putObject("postgres").put("server", postgres.uri());
        return descriptor;
    }

    private static void command(ObjectNode descriptor, String... words) {
        var command = ((ObjectNode) descriptor.at("/run/process")).putArray("command");
        for (var word : words) {
            command.add(word);
        }
    }

    private static Envelope<DeployRequested> request(Puppet puppet, String version) {
        return Envelope.first(
                URI.create("/e2e"),
                puppet.name(),
                Optional.empty(),
                Clock.systemUTC().instant(),
                new DeployRequested(version, puppet.descriptor(), "e2e", Optional.empty()));
    }

    private static void abort(Puppet puppet, DeploymentId id) {
        baton.publish(
                Topic.REQUESTS,
                Envelope.first(
                        URI.create("/e2e"),
                        puppet.name(),
                        Optional.of(id),
                        Clock.systemUTC().instant(),
                        new AbortRequested("e2e", Optional.empty())));
    }

    /** The application is in order afterwards: its next version goes live. */
    private static void servesOn(Puppet puppet, String version) {
        var id = baton.deploy(puppet.descriptor(), version);
        baton.events().await(id, SwitchConfirmed.class);
        assertThat(baton.get(puppet.address("/")).body()).contains("\"version\":\"" + version + "\"");
    }

    private static void leavesNothing(DeploymentId id) {
        baton.events().await(id, InstanceRetired.class);
        baton.events().await(id, DeployFailed.class);
        assertThat(World.processes(id)).isEmpty();
        assertThat(World.databases(postgres, id)).isEmpty();
        World.assertWholeSites(baton);
    }
}
