package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceRetired;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchStarted;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.support.FreePorts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Versions that share data, with a real server: who uses whose, and that nobody drops what another one uses. */
@ExtendWith(SharedDeployer.class)
class SharedDataIT {
    private static Stage stage;

    @BeforeAll
    static void stage(Stage shared) {
        stage = shared;
    }

    @Test
    void lastUserDropsWhatTheFirstOneMade() throws SQLException {
        ApplicationName application = Cast.application("share");
        DeploymentId one = live(application, "3");
        String shared = fill(application);

        DeployAccepted accepted = deploy(application, "2.0", "3", Cast.SERVER, 2);
        assertThat(accepted.dataOf()).contains(one);
        assertThat(accepted.database().map(DatabaseLocation::name)).contains(shared);
        DeploymentId two = goesLive(application, Slot.B, 2, one);
        String reason = retired(application, 1);
        assertThat(reason).contains("its database stays", two.toString(), "version 2.0");
        assertThat(height(shared)).isEqualTo(7);

        stage.deployer().kill();
        stage.deployer().startAgain();
        DeployAccepted fresh = deploy(application, "3.0", "4", Cast.SERVER, 3);
        assertThat(height(shared)).as("after the sweep at the start").isEqualTo(7);
        assertThat(fresh.dataOf()).isEmpty();
        assertThat(fresh.database().map(DatabaseLocation::name)).isNotEqualTo(Optional.of(shared));
        goesLive(application, Slot.A, 3, two);
        assertThat(retired(application, 2)).contains("the last to use the database of deployment " + one);
        assertThat(databases(shared)).isZero();
        assertThat(databases(fresh.database().orElseThrow().name())).isOne();

        // As if the deployer had died before it came to that.
        stage.deployer().kill();
        stage.postgres()
                .execute(
                        "postgres",
                        "CREATE DATABASE " + shared,
                        "COMMENT ON DATABASE " + shared + " IS 'baton deployment " + one + "'");
        stage.deployer().startAgain();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(databases(shared)).isZero());
        assertThat(databases(fresh.database().orElseThrow().name())).isOne();
    }

    @Test
    void greenThatIsAbortedLeavesLiveItsData() throws SQLException {
        ApplicationName application = Cast.application("abort");
        DeploymentId one = live(application, "3");
        String shared = fill(application);
        assertThat(deploy(application, "2.0", "3", Cast.SERVER, 2).dataOf()).contains(one);
        stage.log().await(application, GreenStarted.class, 2);

        stage.log().write(application, Optional.empty(), new AbortRequested("ann", Optional.empty()));

        assertThat(retired(application, 1)).contains("its database stays", one.toString(), "Live");
        assertThat(height(shared)).isEqualTo(7);
    }

    @Test
    void greenThatFailsLeavesLiveItsData() throws SQLException {
        ApplicationName application = Cast.application("fail");
        DeploymentId one = live(application, "3");
        String shared = fill(application);

        assertThat(deploy(application, "2.0", "3", List.of("no-such-program"), 2)
                        .dataOf())
                .contains(one);

        stage.log().await(application, GreenFailed.class);
        assertThat(retired(application, 1)).contains("its database stays", one.toString());
        assertThat(height(shared)).isEqualTo(7);
    }

    @Test
    void versionThatIsRolledBackLeavesTheDataToTheOneThatServesAgain() throws SQLException {
        ApplicationName application = Cast.application("back");
        DeploymentId one = live(application, "3", "10m");
        String shared = fill(application);
        deploy(application, "2.0", "3", Cast.SERVER, 2);
        DeploymentId two = goesLive(application, Slot.B, 2, one);

        stage.log()
                .write(
                        application,
                        Optional.of(one),
                        new SwitchStarted(
                                SwitchStarted.Kind.ROLLBACK,
                                Optional.of(two),
                                Slot.A,
                                3,
                                "ann",
                                "errors",
                                Optional.empty()));
        stage.log()
                .write(
                        application,
                        Optional.of(two),
                        new RolledBack(one, Slot.A, 3, "errors", false, new SwitchProof(3, 1, Instant.now(), 100)));

        assertThat(retired(application, 1)).contains("its database stays", one.toString());
        assertThat(height(shared)).isEqualTo(7);
        assertThat(Instances.processes(one)).isNotEmpty();
        assertThat(Instances.processes(two)).isEmpty();
    }

    private static DeploymentId live(ApplicationName application, String dataVersion) {
        return live(application, dataVersion, "2s");
    }

    private static DeploymentId live(ApplicationName application, String dataVersion, String keep) {
        ObjectNode descriptor = descriptor(application, dataVersion, Cast.SERVER);
        descriptor.withObject("/standby").put("keep", keep);
        stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor));
        DeploymentId id =
                stage.log().await(application, GreenStarted.class).deployment().orElseThrow();
        Cast.goesLive(stage.log(), application, id, Slot.A, Optional.empty(), 1);
        stage.log().await(application, DeployCompleted.class);
        return id;
    }

    private static DeployAccepted deploy(
            ApplicationName application, String version, String dataVersion, List<String> command, int count) {
        stage.log()
                .write(
                        application,
                        Optional.empty(),
                        Cast.request(version, descriptor(application, dataVersion, command)));
        return stage.log()
                .await(application, DeployAccepted.class, count)
                .getLast()
                .event();
    }

    private static DeploymentId goesLive(ApplicationName application, Slot slot, int number, DeploymentId from) {
        Envelope<GreenStarted> started =
                stage.log().await(application, GreenStarted.class, number).getLast();
        DeploymentId id = started.deployment().orElseThrow();
        Cast.goesLive(stage.log(), application, id, slot, Optional.of(from), number);
        stage.log().await(application, DeployCompleted.class, number);
        return id;
    }

    private static String retired(ApplicationName application, int count) {
        return stage.log()
                .await(application, InstanceRetired.class, count)
                .getLast()
                .event()
                .reason();
    }

    private static ObjectNode descriptor(ApplicationName application, String dataVersion, List<String> command) {
        ObjectNode descriptor =
                Cast.descriptor(application, FreePorts.next(), stage.postgres().uri(), command);
        descriptor.withObject("/database").put("dataVersion", dataVersion);
        return descriptor;
    }

    /** Data in the database of the application's first version; its name. */
    private static String fill(ApplicationName application) {
        String name = stage.log()
                .await(application, DeployAccepted.class)
                .event()
                .database()
                .orElseThrow()
                .name();
        stage.postgres().execute(name, "CREATE TABLE blocks AS SELECT 7 AS height");
        return name;
    }

    private static int height(String database) throws SQLException {
        return number(database, "SELECT height FROM blocks");
    }

    private static int databases(String name) throws SQLException {
        return number("postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'");
    }

    private static int number(String database, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stage.postgres().jdbcUrl(database));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
