package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.e2e.stage.Chain;
import dev.baton.e2e.stage.IndexerDescriptor;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.e2e.stage.Users;
import dev.baton.e2e.stage.World;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployFailed;
import dev.baton.events.InstanceRetired;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.load.LoadRun;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A new version that has caught up with the wrong data is stopped before anyone sees it. */
@ExtendWith(SharedBaton.class)
class WrongDataST {

    private static final long BLOCKS = 400;
    /** Heights are drawn with repetition: so many draws leave out none of the few that there are. */
    private static final int EVERY_HEIGHT = 10_000;

    private static final int LISTEN = FreePorts.next();

    private static RunningBaton baton;
    private static PostgresServer postgres;
    private static Chain chain;
    private static Chain otherChain;
    private static IndexerDescriptor indexer;
    private static DeploymentId blue;
    private static LoadRun users;

    @BeforeAll
    static void stage(RunningBaton sharedBaton, PostgresServer sharedPostgres) {
        baton = sharedBaton;
        postgres = sharedPostgres;
        chain = Chain.start(baton.folder(), BLOCKS, 1);
        otherChain = Chain.start(baton.folder(), BLOCKS, 2);
        baton.secret(IndexerDescriptor.SECRET, "not-asked-for");
        indexer = new IndexerDescriptor(
                "wrong-data", chain.url(), chain.url(), postgres.port(), LISTEN, 10_000, baton.mark());
        blue = baton.deploy(indexer.of(1), "1");
        baton.events().await(blue, SwitchConfirmed.class);
        users = Users.ofIndexer(LISTEN);
    }

    @AfterAll
    static void end() throws InterruptedException {
        try (var _ = chain;
                var _ = otherChain;
                var _ = users) {
            assertThat(users.stop().losses())
                    .as("whoever fails, users are served")
                    .isEmpty();
        }
    }

    @Test
    void stopsAVersionThatIndexedAnotherChain() throws IOException {
        var id = baton.deploy(indexer.indexing(otherChain.url()).of(2), "2");

        var mismatch = baton.events().await(id, DataMismatch.class).event();

        assertThat(mismatch.check()).isEqualTo("hashes");
        assertThat(mismatch.total()).isPositive();
        assertThat(mismatch.differences())
                .allMatch(difference -> difference.against().equals("source"))
                .allMatch(difference -> !difference.green().equals(difference.expected()));
        stoppedWithoutATrace(id);
    }

    @Test
    void stopsAVersionInWhoseDataOneBlockIsWrongAndNamesIt() throws Exception {
        var descriptor = indexer.of(2);
        ((ObjectNode) descriptor.get("verify")).put("samples", EVERY_HEIGHT);
        ((ObjectNode) descriptor.get("sync")).put("stableFor", "5s");
        var id = baton.deploy(descriptor, "2");

        alter(id, "UPDATE blocks SET hash = decode(repeat('ab', 32), 'hex') WHERE height = 123");

        var mismatch = baton.events().await(id, DataMismatch.class).event();
        assertThat(mismatch.total()).isEqualTo(1);
        assertThat(mismatch.differences())
                .singleElement()
                .extracting(Difference::height, Difference::against)
                .containsExactly(123L, "source");
        stoppedWithoutATrace(id);
    }

    /** Changes a row behind the instance's back, as soon as it is there. */
    private static void alter(DeploymentId id, String statement) {
        await("the row to change").ignoreExceptions().until(() -> {
            var database = World.databases(postgres, id).getFirst();
            try (var connection = DriverManager.getConnection(postgres.jdbcUrl(database));
                    var update = connection.createStatement()) {
                return update.executeUpdate(statement) == 1;
            } catch (SQLException _) {
                return false;
            }
        });
    }

    private static void stoppedWithoutATrace(DeploymentId id) throws IOException {
        var events = baton.events();
        assertThat(events.await(id, DeployFailed.class).event().reason()).isNotBlank();
        events.await(id, InstanceRetired.class);
        assertThat(events.of(id, DataVerified.class)).isEmpty();
        assertThat(events.of(id, SwitchStarted.class)).isEmpty();
        assertThat(World.processes(id)).isEmpty();
        assertThat(World.databases(postgres, id)).isEmpty();
        var status = BatonJson.mapper()
                .readTree(baton.get(URI.create("http://127.0.0.1:" + LISTEN + "/status"))
                        .body());
        assertThat(status.path("version").asText()).isEqualTo("1");
        assertThat(baton.audit("/applications/wrong-data")
                        .at("/live/deployment")
                        .asText())
                .isEqualTo(blue.toString());
    }
}
