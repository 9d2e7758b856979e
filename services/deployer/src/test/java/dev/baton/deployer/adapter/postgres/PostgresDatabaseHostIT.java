package dev.baton.deployer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseHost.Outcome;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDatabaseHostIT {
    private static final Outcome DONE = new Outcome.Done();

    @TempDir
    private static Path directory;

    private static PostgresServer server;

    private final PostgresDatabaseHost host = new PostgresDatabaseHost();
    private final DeploymentId deployment = DeploymentId.next(Clock.systemUTC());

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start(directory);
        server.execute(
                "postgres",
                "CREATE ROLE maker LOGIN CREATEDB",
                "CREATE ROLE powerless LOGIN",
                "CREATE ROLE barred NOLOGIN");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void makesAnEmptyDatabaseThatTheRoleOwns() throws SQLException {
        Access access = access("fresh", "maker");

        assertThat(host.create(deployment, access)).isEqualTo(DONE);

        assertThat(
                        query(
                                "postgres",
                                "SELECT rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE datname = 'fresh'"))
                .isEqualTo("maker");
    }

    @Test
    void tellsTheSizeToEverybodyAndTheFreeSpaceToThoseWhoMayKnowTheDirectory() {
        Access access = access("sized", "maker");
        host.create(deployment, access);
        PostgresSizes sizes = new PostgresSizes();

        assertThat(sizes.size(access)).hasValueSatisfying(size -> {
            assertThat(size.bytes()).isGreaterThan(1_000_000);
            assertThat(size.freeBytes()).isEmpty();
        });
        server.execute("postgres", "GRANT pg_read_all_settings TO maker");
        assertThat(sizes.size(access))
                .hasValueSatisfying(size -> assertThat((double) size.freeBytes().orElseThrow())
                        .isCloseTo(directory.toFile().getUsableSpace(), withinPercentage(20)));
        assertThat(sizes.size(access("nowhere", "maker"))).isEmpty();
    }

    @Test
    void makingItTwiceKeepsWhatIsInIt() throws SQLException {
        Access access = access("twice", "maker");
        host.create(deployment, access);
        server.execute("twice", "CREATE TABLE blocks AS SELECT 7 AS height");

        assertThat(host.create(deployment, access)).isEqualTo(DONE);

        assertThat(query("twice", "SELECT height FROM blocks")).isEqualTo("7");
    }

    @Test
    void neverHandsOutTheDatabaseOfAnotherDeployment() throws SQLException {
        Access access = access("contested", "maker");
        host.create(deployment, access);
        server.execute("contested", "CREATE TABLE blocks AS SELECT 7 AS height");
        DeploymentId other = DeploymentId.next(Clock.systemUTC());

        assertThat(host.create(other, access)).isInstanceOf(Outcome.Refused.class);
        assertThat(host.drop(other, access)).isInstanceOf(Outcome.Refused.class);

        assertThat(query("contested", "SELECT height FROM blocks")).isEqualTo("7");
    }

    @Test
    void neverTouchesADatabaseThatBatonDidNotMake() throws SQLException {
        server.execute("postgres", "CREATE DATABASE theirs OWNER maker");
        server.execute("theirs", "CREATE TABLE ledger AS SELECT 1 AS entry");
        Access access = access("theirs", "maker");

        assertThat(host.create(deployment, access))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("theirs", "not this deployment's"));
        assertThat(host.drop(deployment, access)).isInstanceOf(Outcome.Refused.class);
        assertThat(query("theirs", "SELECT entry FROM ledger")).isEqualTo("1");
    }

    @Test
    void goesOnAfterADeathBetweenCreationAndMark() throws SQLException {
        server.execute("postgres", "CREATE DATABASE halfway OWNER maker");

        assertThat(host.create(deployment, access("halfway", "maker"))).isEqualTo(DONE);
        assertThat(exists("halfway")).isTrue();
        assertThat(host.drop(deployment, access("halfway", "maker"))).isEqualTo(DONE);
        assertThat(exists("halfway")).isFalse();
    }

    @Test
    void removesADeathsUnmarkedRemainsToo() throws SQLException {
        server.execute("postgres", "CREATE DATABASE remains OWNER maker");

        assertThat(host.drop(deployment, access("remains", "maker"))).isEqualTo(DONE);
        assertThat(exists("remains")).isFalse();
    }

    @Test
    void dropsUnderOpenConnectionsAndTwice() throws SQLException {
        Access access = access("busy", "maker");
        host.create(deployment, access);
        try (Connection user =
                DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port() + "/busy", "maker", "any")) {
            assertThat(user.isValid(1)).isTrue();

            assertThat(host.drop(deployment, access)).isEqualTo(DONE);
        }
        assertThat(exists("busy")).isFalse();
        assertThat(host.drop(deployment, access)).isEqualTo(DONE);
    }

    @Test
    void namesWhatItLeftBehind() {
        Access access = access("left", "maker");
        host.create(deployment, access);

        assertThat(host.deployments(access)).contains(deployment);
        host.drop(deployment, access);
        assertThat(host.deployments(access)).doesNotContain(deployment);
    }

    @Test
    void hostileNamesStayNames() throws SQLException {
        String name = "x\"; DROP DATABASE postgres; --?user=postgres";
        Access access = access(name, "maker");

        assertThat(host.create(deployment, access)).isEqualTo(DONE);
        assertThat(exists(name)).isTrue();
        assertThat(host.drop(deployment, access)).isEqualTo(DONE);
        assertThat(exists(name)).isFalse();
        assertThat(exists("postgres")).isTrue();
    }

    @Test
    void serverThatIsDownIsUnreachable() {
        Access access = new Access(
                new DatabaseLocation(Address.loopback(FreePorts.next()), "any", "maker", Optional.empty()),
                "postgres",
                Optional.of("hunter2"),
                Optional.empty());

        assertThat(host.create(deployment, access))
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        failure -> assertThat(failure.reason())
                                .contains(access.location().server().toString(), "start it")
                                .doesNotContain("hunter2"));
        assertThat(host.drop(deployment, access)).isInstanceOf(Outcome.Unreachable.class);
    }

    @Test
    void roleThatMayNotLogInIsRefused() {
        assertThat(host.create(deployment, access("never", "barred")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("barred", "does not let the role"));
    }

    @Test
    void roleThatMayNotMakeDatabasesIsRefusedWithTheRemedy() {
        assertThat(host.create(deployment, access("never", "powerless")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("ALTER ROLE \"powerless\" CREATEDB"));
    }

    @Test
    void missingMaintenanceDatabaseIsRefusedWithTheRemedy() {
        Access access = new Access(access("never", "maker").location(), "nowhere", Optional.empty(), Optional.empty());

        assertThat(host.create(deployment, access))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("no database nowhere", "database.postgres.server"));
    }

    private static Access access(String name, String role) {
        return new Access(
                new DatabaseLocation(Address.loopback(server.port()), name, role, Optional.empty()),
                "postgres",
                Optional.of("hunter2"),
                Optional.empty());
    }

    private static boolean exists(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                var query = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
            query.setString(1, name);
            return query.executeQuery().next();
        }
    }

    private static String query(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
