package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.e2e.stage.IndexerDescriptor;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.Users;
import dev.baton.e2e.stage.World;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.InstanceRetired;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.load.Kind;
import dev.baton.load.LoadReport;
import dev.baton.load.LoadRun;
import dev.baton.model.DeploymentId;
import dev.baton.support.Anvil;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The main job on real input: an indexer of a real EVM node changes its version while people use it. */
class RealNodeST {

    private static final String APPLICATION = "evm-indexer";
    private static final long BLOCKS = 3_000;
    private static final int BLOCKS_PER_SECOND = 1_000;
    private static final Duration HOLD = Duration.ofSeconds(45);
    private static final Duration OUTAGE = Duration.ofSeconds(4);

    @Test
    void replacesAnIndexerForthBackAndForthAndDiesItselfWithoutOneLostRequest() throws Exception {
        try (var baton = RunningBaton.start();
                var anvil = Anvil.start(baton.folder(), BLOCKS);
                var postgres = PostgresServer.start(baton.folder().resolve("postgres"))) {
            baton.secret(IndexerDescriptor.SECRET, "not-asked-for");
            int listen = FreePorts.next();
            var indexer = new IndexerDescriptor(
                    APPLICATION, anvil.url(), anvil.url(), postgres.port(), listen, BLOCKS_PER_SECOND, baton.mark());

            var one = deploy(baton, indexer.of(1), "1");
            assertThat(versionAt(baton, listen)).isEqualTo("1");
            try (var users = Users.ofIndexer(listen)) {
                var two = deploy(baton, indexer.of(2), "2");
                assertThat(versionAt(baton, listen)).isEqualTo("2");
                verifiedAgainstSourceAndBlue(baton, two);

                rollBack(baton, one, two);
                assertThat(versionAt(baton, listen)).isEqualTo("1");
                promoteAgain(baton, two);
                assertThat(versionAt(baton, listen)).isEqualTo("2");

                survivesTheDeathOfAllOfBaton(baton, users);
                retiresTheStandby(baton, postgres, one);
                auditVerifies(baton, users, one, two);

                nothingWasLost(users.stop());
            }
            baton.down();
            postgres.close();
            assertThat(baton.processes()).as("processes after down").isEmpty();
        }
    }

    private static DeploymentId deploy(RunningBaton baton, ObjectNode descriptor, String version) {
        ((ObjectNode) descriptor.get("standby")).put("keep", HOLD.toSeconds() + "s");
        var file = IndexerDescriptor.write(descriptor, baton.folder().resolve("indexer-" + version + ".yaml"));
        var result = baton.cli("deploy", file.toString(), "--version", version);
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        var accepted = baton.events()
                .await(DeployAccepted.class, event -> event.event().version().equals(version));
        var id = accepted.deployment().orElseThrow();
        baton.events().await(id, SwitchConfirmed.class);
        baton.events().await(id, DeployCompleted.class);
        return id;
    }

    private static void verifiedAgainstSourceAndBlue(RunningBaton baton, DeploymentId two) {
        var verification =
                baton.events().of(two, DataVerified.class).getFirst().event().verification();
        assertThat(verification.checks())
                .extracting(check -> check.name() + " against " + check.against())
                .contains(
                        "identity against source",
                        "gaps against itself",
                        "hashes against source",
                        "hashes against blue");
        assertThat(verification.pinnedHeight()).isGreaterThan(BLOCKS / 2);
    }

    private static void rollBack(RunningBaton baton, DeploymentId to, DeploymentId from) {
        var result = baton.cli("rollback", APPLICATION, "--reason", "the test wants it");
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        var back = baton.events().await(from, RolledBack.class);
        assertThat(back.event().restored()).isEqualTo(to);
    }

    private static void promoteAgain(RunningBaton baton, DeploymentId id) {
        var events = baton.events();
        var back = events.of(id, RolledBack.class).getFirst().time();
        events.await(
                SyncComplete.class,
                event -> event.deployment().equals(Optional.of(id))
                        && event.time().isAfter(back));
        events.await(
                DataVerified.class,
                event -> event.deployment().equals(Optional.of(id))
                        && event.time().isAfter(back));
        var result = baton.cli("promote", APPLICATION, "--reason", "the test wants it");
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        events.await(
                Switched.class,
                event -> event.deployment().equals(Optional.of(id))
                        && event.time().isAfter(back));
    }

    /** The data path stands alone: users notice nothing, and Baton knows where it was. */
    private static void survivesTheDeathOfAllOfBaton(RunningBaton baton, LoadRun users) throws InterruptedException {
        long before = users.report().requests();
        baton.kill(RunningBaton.ALL);
        await().pollDelay(OUTAGE).until(() -> users.report().requests() > before + 100);
        assertThat(users.report().losses())
                .as("lost by switches or with Baton dead")
                .isEmpty();
        baton.up();
    }

    private static void retiresTheStandby(RunningBaton baton, PostgresServer postgres, DeploymentId one) {
        baton.events().await(one, InstanceRetired.class);
        assertThat(World.databases(postgres, one)).isEmpty();
        assertThat(World.processes(one)).isEmpty();
    }

    /** WebSockets stay with the version that they came to, and are told politely when that goes for good. */
    private static void nothingWasLost(LoadReport report) {
        assertThat(report.lostRequests()).as(report.losses().toString()).isZero();
        assertThat(report.requests()).isGreaterThan(1_000);
        assertThat(report.webSocketsOpened()).isPositive();
        assertThat(report.losses())
                .allMatch(
                        loss -> loss.kind() == Kind.WEB_SOCKET && loss.detail().contains("1001 going away"));
    }

    private static void auditVerifies(RunningBaton baton, LoadRun users, DeploymentId one, DeploymentId two) {
        var result = baton.cli("audit", "verify");
        assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
        var state = baton.audit("/applications/" + APPLICATION);
        assertThat(state.at("/live/deployment").asText()).isEqualTo(two.toString());
        assertThat(state.at("/epoch").asLong())
                .as("switches, the rollback among them")
                .isEqualTo(4);
        assertThat(users.answers().perRoute().keySet().stream().map(route -> route.epoch() + " " + route.deployment()))
                .as("routes by which users were served, in order")
                .containsExactly("1 " + one, "2 " + two, "3 " + one, "4 " + two);
    }

    private static String versionAt(RunningBaton baton, int listen) throws IOException {
        var answer = baton.get(URI.create("http://127.0.0.1:" + listen + "/status"));
        return BatonJson.mapper().readTree(answer.body()).path("version").asText();
    }
}
