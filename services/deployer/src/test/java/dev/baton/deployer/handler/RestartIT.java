package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.Topic;
import dev.baton.deployer.adapter.process.KernelPorts;
import dev.baton.deployer.adapter.process.ProcessInstanceHost;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.Program;
import dev.baton.deployer.domain.Redaction;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.support.FreePorts;
import dev.baton.support.KafkaBroker;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployer is killed at awkward moments, and comes back. */
class RestartIT {
    private static final String PREFIX = "restart-it.";

    @TempDir
    private static Path directory;

    private static KafkaBroker kafka;
    private static Stage stage;

    @BeforeAll
    static void start() {
        kafka = KafkaBroker.start(directory.resolve("kafka"));
        kafka.createTopics(TestLog.PARTITIONS, TestLog.topics(PREFIX));
        stage = Stage.set(kafka.bootstrapServers(), PREFIX);
    }

    @AfterAll
    static void stop() {
        stage.close();
        kafka.close();
    }

    @Test
    void killedBeforeGreenIsUpItFinishesWithOneInstance() {
        ApplicationName application = Cast.application("early");
        deploy(application);
        Envelope<DeployAccepted> accepted = stage.log().await(application, DeployAccepted.class);

        stage.deployer().kill();
        stage.deployer().startAgain();

        stage.log().await(application, GreenStarted.class);
        assertThat(Instances.processes(accepted.deployment().orElseThrow())).hasSize(2);
        assertThat(stage.log().events(application, DeployAccepted.class)).hasSize(1);
    }

    @Test
    void killedWhileInstancesServeItFindsThemAgainAndAnswersWhatWasAskedMeanwhile() {
        ApplicationName application = Cast.application("steady");
        DeploymentId id = live(application);
        List<Long> before = pids(id);
        stage.deployer().kill();
        ApplicationName other = Cast.application("meanwhile");
        Envelope<DeployRequested> request = deploy(other);
        endsWithATransactionsMarker();

        stage.deployer().startAgain();

        assertThat(stage.log().awaitAnswer(request).event()).isInstanceOf(DeployAccepted.class);
        assertThat(pids(id)).isEqualTo(before);
        assertThat(stage.log().events(application, GreenStarted.class)).hasSize(1);
        assertThat(stage.log().events(application, InstanceExited.class)).isEmpty();
    }

    @Test
    void liveInstanceThatEndedMeanwhileIsBroughtBack() {
        ApplicationName application = Cast.application("gone");
        DeploymentId id = live(application);
        stage.deployer().kill();
        Instances.processes(id).forEach(ProcessHandle::destroyForcibly);

        stage.deployer().startAgain();

        assertThat(stage.log().await(application, InstanceExited.class).event().exits())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Instances.processes(id)).hasSize(2));
    }

    @Test
    void killedWhileRetiringItFinishesAndRemovesWhatIsLeft() throws SQLException {
        ApplicationName application = Cast.application("retire");
        deploy(application);
        Envelope<DeployAccepted> accepted = stage.log().await(application, DeployAccepted.class);
        DeploymentId id = accepted.deployment().orElseThrow();
        String database = accepted.event().database().orElseThrow().name();
        stage.log().await(application, GreenStarted.class);
        stage.log().write(application, Optional.empty(), new AbortRequested("ann", Optional.empty()));
        stage.log().await(application, DeployAborted.class);

        stage.deployer().kill();
        stage.deployer().startAgain();

        stage.log().await(application, InstanceRetired.class);
        assertThat(Instances.processes(id)).isEmpty();
        assertThat(stage.databases()).doesNotContain(database);

        stage.deployer().kill();
        stage.postgres()
                .execute(
                        "postgres",
                        "CREATE DATABASE " + database,
                        "COMMENT ON DATABASE " + database + " IS 'baton deployment " + id + "'");
        DeploymentId unknown = DeploymentId.next(Clock.systemUTC());
        startByHand(id);
        startByHand(unknown);
        stage.deployer().startAgain();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Instances.processes(id)).isEmpty());
        await().atMost(Duration.ofSeconds(20)).until(() -> !stage.databases().contains(database));
        assertThat(Instances.processes(unknown))
                .as("what the log does not know may be what users reach")
                .isNotEmpty();
    }

    @Test
    void withoutKafkaTheEntranceSaysSoAndInstancesRunOn() {
        ApplicationName application = Cast.application("dark");
        DeploymentId id = live(application);
        String request = "{\"requestedBy\":\"ann\"}";
        kafka.kill();

        var refused = stage.deployer().post("/applications/" + application + "/abort", "application/json", request);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("Idempotency-Key");
        assertThat(Instances.processes(id)).isNotEmpty();
        kafka.restart();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stage.deployer()
                                .post("/applications/" + application + "/abort", "application/json", request)
                                .statusCode()
                        == 202);
        assertThat(Instances.processes(id)).isNotEmpty();
    }

    private static DeploymentId live(ApplicationName application) {
        deploy(application);
        DeploymentId id =
                stage.log().await(application, GreenStarted.class).deployment().orElseThrow();
        Cast.isSwitchedTo(stage.log(), application, id, Slot.A, Optional.empty(), 1);
        return id;
    }

    private static Envelope<DeployRequested> deploy(ApplicationName application) {
        return stage.deploy(application, "1.0", Cast.SERVER);
    }

    private static void startByHand(DeploymentId id) {
        new ProcessInstanceHost(stage.directory().resolve("instances"), new KernelPorts(), Clock.systemUTC())
                .start(new Launch(
                        new ApplicationName("by-hand"),
                        id,
                        "1.0",
                        1,
                        new Program.Command(List.of("sleep", "300"), Optional.empty(), FreePorts.next()),
                        Map.of(),
                        Redaction.of(List.of())));
        assertThat(Instances.processes(id)).isNotEmpty();
    }

    /** As Kafka Streams leaves it under exactly-once: the last offset is no record and is never delivered. */
    private static void endsWithATransactionsMarker() {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "restart-it"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < TestLog.PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(Topic.DEPLOYMENTS.in(PREFIX), partition, "x", new byte[] {1}));
            }
            producer.commitTransaction();
        }
    }

    private static List<Long> pids(DeploymentId id) {
        return Instances.processes(id).stream().map(ProcessHandle::pid).sorted().toList();
    }
}
