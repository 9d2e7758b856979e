package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.baton.deployer.adapter.postgres.PostgresDatabaseHost;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseHost.Housing;
import dev.baton.deployer.domain.DatabaseHost.Outcome;
import dev.baton.descriptor.ByteSize;
import dev.baton.descriptor.Database.PostgresContainer;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.SecretRef;
import dev.baton.support.DockerImages;
import dev.baton.support.DockerWorld;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresContainerHostIT {
    private static final Outcome DONE = new Outcome.Done();
    private static final String PASSWORD = "hunter2 it's";
    private static final SecretRef SECRET = new SecretRef("PG_PASSWORD");

    private static DockerClient client;
    private static DockerEngine engine;
    private static String postgres;
    private static String busybox;

    private final String installation = "it-" + UUID.randomUUID();
    private final ApplicationName application =
            new ApplicationName("pg-" + UUID.randomUUID().toString().substring(0, 8));
    private final PostgresContainerHost host = host(engine);
    private final DeploymentId deployment = DeploymentId.next(Clock.systemUTC());

    @BeforeAll
    static void connect() {
        client = dev.baton.support.DockerEngine.connect();
        engine = new DockerEngine(
                Optional.of(dev.baton.support.DockerEngine.host().toString()), Clock.systemUTC());
        postgres = DockerImages.ensure("postgres");
        busybox = DockerImages.ensure("busybox");
    }

    @AfterAll
    static void disconnect() throws IOException {
        engine.close();
        client.close();
    }

    /** Whatever the host under test has left, by the labels of this test alone. */
    @AfterEach
    void cleanUp() {
        List<String> mine = List.of(Labels.INSTALLATION + "=" + installation);
        client.listContainersCmd()
                .withShowAll(true)
                .withFilter("label", mine)
                .exec()
                .forEach(container -> client.removeContainerCmd(container.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec());
        client.listVolumesCmd()
                .withFilter("label", mine)
                .exec()
                .getVolumes()
                .forEach(volume -> client.removeVolumeCmd(volume.getName()).exec());
        client.listNetworksCmd().withFilter("label", mine).exec().stream()
                .filter(network -> installation.equals(network.getLabels().get(Labels.INSTALLATION)))
                .forEach(network -> client.removeNetworkCmd(network.getId()).exec());
    }

    @Test
    void makesAnEmptyDatabaseThatTheRoleReachesWithItsPassword() throws SQLException {
        Access access = access(postgres);

        assertThat(host.create(deployment, access)).isInstanceOf(Outcome.NotYet.class);
        made(deployment, access);

        assertThat(query(access, "SELECT current_user || ' ' || current_database()"))
                .isEqualTo("baton shop_1");
        assertThat(query(access, "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
    }

    @Test
    void objectsSayWhoseTheyAreAndKeepTheSecret() {
        Access access = access(postgres);
        made(deployment, access);

        InspectContainerResponse container = container();
        assertThat(container.getConfig().getLabels())
                .containsEntry(Labels.APPLICATION, application.value())
                .containsEntry(Labels.DEPLOYMENT, deployment.toString())
                .containsEntry(Labels.VERSION, "1.0")
                .containsEntry(Labels.INSTALLATION, installation)
                .containsEntry(Labels.CONTAINER, "database");
        assertThat(container
                        .getNetworkSettings()
                        .getNetworks()
                        .get(names().network())
                        .getAliases())
                .contains("database");
        assertThat(container.getHostConfig().getMemory()).isEqualTo(256L << 20);
        assertThat(container.getHostConfig().getShmSize()).isEqualTo(96L << 20);
        assertThat(container.getHostConfig().getRestartPolicy().getName()).isEqualTo("unless-stopped");
        assertThat(String.join("\n", Arrays.asList(container.getConfig().getEnv())))
                .doesNotContain("hunter2");
        assertThat(client.inspectVolumeCmd(names().volume("database")).exec().getLabels())
                .containsEntry(Labels.DEPLOYMENT, deployment.toString())
                .containsEntry(PostgresContainerHost.IMAGE, postgres);
        assertThat(host.deployments(access)).containsExactly(deployment);
    }

    @Test
    void makingItTwiceKeepsWhatIsInIt() throws SQLException {
        Access access = access(postgres);
        made(deployment, access);
        execute(access, "CREATE TABLE blocks AS SELECT 7 AS height");

        assertThat(host.create(deployment, access)).isEqualTo(DONE);
        assertThat(query(access, "SELECT height FROM blocks")).isEqualTo("7");
    }

    @Test
    void goesOnAfterADeathBetweenAnyTwoSteps() throws SQLException {
        Access access = access(postgres);
        assertThat(host.create(deployment, access)).isInstanceOf(Outcome.NotYet.class);
        String made = container().getId();
        client.removeContainerCmd(made).withForce(true).exec();
        made(deployment, access);
        assertThat(container().getId()).isNotEqualTo(made);

        // Made and not started: as it is where the deployer died in between.
        Access other = access(postgres);
        DeploymentId next = DeploymentId.next(Clock.systemUTC());
        Map<String, String> labels = new TreeMap<>(Labels.of(installation, application, next, "1.0"));
        labels.put(Labels.CONTAINER, Labels.DATABASE);
        String volume = names(next).volume("database");
        new Networks(engine).ensure(names(next), labels);
        new Volumes(engine).ensure(volume, next, labels);
        new PostgresContainers(engine).create(names(next), volume, other, labels, postgres);
        made(next, other);
        assertThat(query(other, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void containerThatWasRemovedByHandComesBackWithItsData() throws SQLException {
        Access access = access(postgres);
        made(deployment, access);
        execute(access, "CREATE TABLE blocks AS SELECT 7 AS height");
        client.removeContainerCmd(container().getId()).withForce(true).exec();

        // As one that shares it asks: it knows neither the image that made the data nor the version.
        Access sharing = new Access(
                access.location(), "postgres", access.password(), Optional.of(housing("no/such:image", "2.0")));
        kept(sharing);

        assertThat(query(access, "SELECT height FROM blocks")).isEqualTo("7");
        assertThat(container().getConfig().getLabels()).containsEntry(Labels.VERSION, "1.0");
    }

    @Test
    void stoppedContainerIsStartedAgain() throws SQLException {
        Access access = access(postgres);
        made(deployment, access);
        execute(access, "CREATE TABLE blocks AS SELECT 7 AS height");
        client.stopContainerCmd(container().getId()).exec();
        assertThat(container().getState().getExitCodeLong())
                .as("a clean shutdown")
                .isZero();

        kept(access);
        assertThat(query(access, "SELECT height FROM blocks")).isEqualTo("7");
    }

    @Test
    void lostVolumeIsNeverReplacedByAnEmptyOne() {
        Access access = access(postgres);

        assertThat(host.keep(deployment, access))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains(names().volume("database"), "is gone"));
        assertThat(world().isEmpty()).isTrue();
    }

    @Test
    void dropRemovesEverythingOfThisDeploymentAndNothingElse() throws SQLException {
        DeploymentId live = DeploymentId.next(Clock.systemUTC());
        Access lives = access(postgres);
        made(live, lives);
        DockerWorld before = world();
        Access access = access(postgres);
        made(deployment, access);

        assertThat(host.drop(deployment, access)).isEqualTo(DONE);
        assertThat(world()).isEqualTo(before);
        assertThat(host.drop(deployment, access)).isEqualTo(DONE);
        assertThat(query(lives, "SELECT 1")).isEqualTo("1");
        assertThat(host.deployments(lives)).containsExactly(live);
    }

    @Test
    void neverTouchesAContainerOrVolumeThatIsNotTheDeployments() {
        Access access = access(postgres);
        Map<String, String> mine = Map.of(Labels.INSTALLATION, installation);
        String volume = names().volume("database");
        client.createVolumeCmd().withName(volume).withLabels(mine).exec();
        assertThat(host.create(deployment, access))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains(volume, "is not of deployment"));
        assertThat(host.keep(deployment, access)).isInstanceOf(Outcome.Refused.class);

        String container = client.createContainerCmd(busybox)
                .withName(names().container("database"))
                .withLabels(mine)
                .exec()
                .getId();
        assertThat(host.create(deployment, access)).isInstanceOf(Outcome.Refused.class);
        assertThat(host.keep(deployment, access)).isInstanceOf(Outcome.Refused.class);
        assertThat(host.drop(deployment, access)).isInstanceOf(Outcome.Refused.class);
        assertThat(client.inspectContainerCmd(container).exec().getId()).isEqualTo(container);
        assertThat(client.inspectVolumeCmd(volume).exec().getName()).isEqualTo(volume);
    }

    @Test
    void portThatIsTakenIsNamed() throws IOException {
        Access access = access(postgres);
        int port = access.location().server().port();
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(host.create(deployment, access))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.reason()).contains("127.0.0.1:" + port, "in use"));
        }
        assertThat(host.drop(deployment, access)).isEqualTo(DONE);
        assertThat(world().isEmpty()).isTrue();
    }

    @Test
    void imageThatTheEngineDoesNotHaveIsNamed() {
        assertThat(host.create(deployment, access("baton/no-such-image:1")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("baton/no-such-image:1"));
    }

    @Test
    void serverThatEndsAgainAndAgainIsGivenUpWithItsLastLines() {
        Access access = access(
                busybox, Optional.of(List.of("sh", "-c", "echo \"no postgres here, " + PASSWORD + "\"; exit 3")));

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(host.create(deployment, access))
                        .isInstanceOfSatisfying(
                                Outcome.Refused.class,
                                refused -> assertThat(refused.reason())
                                        .contains("exit code 3", "no postgres here, ***")
                                        .doesNotContain("hunter2")));
    }

    @Test
    void passwordThatIsNotTheServersIsRefused() {
        Access access = access(postgres);
        made(deployment, access);

        assertThat(host.create(
                        deployment, new Access(access.location(), "postgres", Optional.of("other"), access.housing())))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("does not let the role baton in"));
    }

    @Test
    void engineThatIsAwayIsUnreachable() throws IOException {
        try (DockerEngine nowhere =
                new DockerEngine(Optional.of("tcp://127.0.0.1:" + FreePorts.next()), Clock.systemUTC())) {
            PostgresContainerHost away = host(nowhere);
            Access access = access(postgres);

            assertThat(away.create(deployment, access)).isInstanceOf(Outcome.Unreachable.class);
            assertThat(away.keep(deployment, access)).isInstanceOf(Outcome.Unreachable.class);
            assertThat(away.drop(deployment, access))
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class,
                            failure -> assertThat(failure.reason()).contains("Docker engine", "start it"));
            assertThat(away.deployments(access)).isEmpty();
        }
    }

    private void made(DeploymentId owner, Access access) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(host.create(owner, access)).isEqualTo(DONE));
    }

    /** Until connections are accepted again, which the host does not wait for. */
    private void kept(Access access) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    assertThat(host.keep(deployment, access)).isEqualTo(DONE);
                    assertThat(new PostgresDatabaseHost().ask(access)).isEqualTo(DONE);
                });
    }

    private PostgresContainerHost host(DockerEngine asked) {
        return new PostgresContainerHost(asked, installation, new PostgresDatabaseHost());
    }

    private InspectContainerResponse container() throws NotFoundException {
        return client.inspectContainerCmd(names().container("database")).exec();
    }

    private DockerWorld world() {
        return DockerWorld.labelled(client, Labels.INSTALLATION, installation);
    }

    private ObjectNames names() {
        return names(deployment);
    }

    private ObjectNames names(DeploymentId owner) {
        return new ObjectNames(application, owner);
    }

    private Access access(String image) {
        return access(image, Optional.empty());
    }

    private Access access(String image, Optional<List<String>> command) {
        return new Access(
                new DatabaseLocation(Address.loopback(FreePorts.next()), "shop_1", "baton", Optional.of(SECRET)),
                "postgres",
                Optional.of(PASSWORD),
                Optional.of(new Housing(
                        application,
                        "1.0",
                        new PostgresContainer(
                                image,
                                command,
                                Optional.of(1.5),
                                Optional.of(ByteSize.parse("256MiB")),
                                Optional.of(ByteSize.parse("96MiB"))),
                        Optional.empty())));
    }

    private Housing housing(String image, String version) {
        return new Housing(
                application,
                version,
                new PostgresContainer(image, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    private static String query(Access access, String sql) throws SQLException {
        try (Connection connection = open(access);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void execute(Access access, String sql) throws SQLException {
        try (Connection connection = open(access);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection open(Access access) throws SQLException {
        return DriverManager.getConnection(access.location().jdbcUrl(), "baton", PASSWORD);
    }
}
