package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.codec.Topic;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.LogMatched;
import dev.baton.events.RequestRejected;
import dev.baton.events.RetireStarted;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Durations;
import dev.baton.model.Slot;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import dev.baton.support.SharedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged deployer with a real broker, a real database server and real processes. */
class DeployerIT {
    private static final String PREFIX = SharedKafka.uniquePrefix();

    @TempDir
    private static Path directory;

    private static PostgresServer postgres;
    private static DeployerProcess deployer;
    private static TestLog log;

    @BeforeAll
    static void start() {
        SharedKafka.createTopics(TestLog.PARTITIONS, TestLog.topics(PREFIX));
        postgres = PostgresServer.start(directory.resolve("postgres"));
        deployer = DeployerProcess.start(directory, SharedKafka.bootstrapServers(), PREFIX);
        log = new TestLog(SharedKafka.bootstrapServers(), PREFIX);
    }

    @AfterAll
    static void stop() throws IOException {
        log.close();
        deployer.close();
        Instances.stopAll(directory);
        postgres.close();
    }

    @Test
    void startsGreenWithItsOwnDatabase() throws SQLException {
        ApplicationName application = Cast.application("starts");
        Envelope<DeployRequested> request = deploy(application, "1.0", Cast.SERVER);

        Envelope<DeployAccepted> accepted = log.await(application, DeployAccepted.class);
        assertThat(accepted.cause()).contains(request.id());
        assertThat(accepted.event().slot()).isEqualTo(Slot.A);
        assertThat(accepted.event().slotPorts()).doesNotHaveDuplicates();
        Envelope<GreenStarted> started = log.await(application, GreenStarted.class);
        assertThat(started.deployment()).isEqualTo(accepted.deployment());
        assertThat(started.event().address().port())
                .isEqualTo(accepted.event().slotPorts().getFirst());
        assertThat(get(started.event().address().http("/"))).isEqualTo(200);
        assertThat(databases())
                .contains(accepted.event().database().orElseThrow().name());
    }

    @Test
    void requestThatComesTwiceIsAnsweredOnce() {
        ApplicationName application = Cast.application("twice");
        Envelope<DeployRequested> request = deploy(application, "1.0", Cast.SERVER);
        log.write(request);
        log.await(application, GreenStarted.class);
        log.write(request);
        Envelope<DeployRequested> other = deploy(application, "2.0", Cast.SERVER);

        assertThat(log.awaitAnswer(other).event()).isInstanceOf(DeployRejected.class);
        assertThat(log.events(application, DeployAccepted.class)).hasSize(1);
        assertThat(log.events(application, DeployRejected.class)).hasSize(1);
    }

    @Test
    void secondRequestIsRefusedWithTheFirstNamed() {
        ApplicationName application = Cast.application("second");
        deploy(application, "1.0", Cast.SERVER);
        log.await(application, DeployAccepted.class);

        Envelope<?> answer = log.awaitAnswer(deploy(application, "2.0", Cast.SERVER));

        assertThat(answer.event())
                .isInstanceOfSatisfying(
                        DeployRejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .singleElement()
                                .asString()
                                .contains("version 1.0 is being deployed", "abort it"));
    }

    @Test
    void badRequestIsRefusedWithEveryReason() {
        ApplicationName application = Cast.application("bad");
        ObjectNode descriptor = descriptor(application, Cast.SERVER);
        descriptor.put("typo", true);
        descriptor.remove("sync");
        Envelope<?> answer =
                log.awaitAnswer(log.write(application, Optional.empty(), Cast.request("1.0; rm -rf /", descriptor)));

        assertThat(answer.event())
                .isInstanceOfSatisfying(
                        DeployRejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .anySatisfy(reason -> assertThat(reason).contains("rm -rf"))
                                .anySatisfy(reason -> assertThat(reason).contains("typo"))
                                .anySatisfy(reason -> assertThat(reason).contains("sync")));
        assertThat(log.events(application, DeployAccepted.class)).isEmpty();
    }

    @Test
    void unreadableRecordsStopNothing() {
        ApplicationName application = Cast.application("poison");
        for (int copy = 0; copy < 20; copy++) {
            String key = application.value() + copy;
            log.writeRaw(Topic.REQUESTS, key, "no JSON".getBytes(StandardCharsets.UTF_8));
            log.writeRaw(Topic.DEPLOYMENTS, key, new byte[] {0, -1, 34});
            log.writeRaw(Topic.DEPLOYMENTS, key, """
                    {"specversion":"1.0","id":"x","source":"/x","type":"dev.baton.from-the-future.v9","subject":"a"}
                    """.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(log.awaitAnswer(deploy(application, "1.0", Cast.SERVER)).event())
                .isInstanceOf(DeployAccepted.class);
        assertThat(deployer.get("/q/health").statusCode()).isEqualTo(200);
        assertThat(deployer.get("/q/metrics").body()).contains("baton_deployer_unreadable_total{topic=");
    }

    @Test
    void abortEndsTheDeploymentAndLeavesNothing() throws SQLException {
        ApplicationName application = Cast.application("abort");
        deploy(application, "1.0", Cast.SERVER);
        Envelope<DeployAccepted> accepted = log.await(application, DeployAccepted.class);
        DeploymentId id = accepted.deployment().orElseThrow();
        log.await(application, GreenStarted.class);

        Envelope<AbortRequested> abort =
                log.write(application, Optional.empty(), new AbortRequested("ann", Optional.of("wrong branch")));

        assertThat(log.awaitAnswer(abort).event()).isEqualTo(new DeployAborted("ann", "wrong branch"));
        log.await(application, InstanceRetired.class);
        assertThat(log.events(application, DeployFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.event().reason()).contains("ann", "wrong branch"));
        assertThat(log.events(application, RetireStarted.class)).hasSize(1);
        assertThat(Instances.processes(id)).isEmpty();
        assertThat(databases())
                .doesNotContain(accepted.event().database().orElseThrow().name());
        assertThat(directory.resolve("instances/" + id + "/output.log")).exists();

        Envelope<AbortRequested> again =
                log.write(application, Optional.empty(), new AbortRequested("ann", Optional.empty()));
        assertThat(log.awaitAnswer(again).event()).isInstanceOf(RequestRejected.class);
    }

    @Test
    void greenThatKeepsEndingFailsWithItsLastLinesAndNoSecret() {
        ApplicationName application = Cast.application("loop");
        deploy(application, "1.0", List.of("sh", "-c", "echo $GREETING with $TOKEN at $DATABASE_URL; exit 3"));

        GreenFailed failed = log.await(application, GreenFailed.class).event();

        assertThat(failed.exitCode()).contains(3);
        assertThat(failed.cause()).contains("2 times", "exit code 3", "run.restarts");
        assertThat(failed.lastLogLines())
                .allSatisfy(line -> assertThat(line)
                        .contains("hello 1.0 with ***", "postgresql://postgres:***@127.0.0.1")
                        .doesNotContain("hunter2"));
        assertThat(log.events(application, InstanceExited.class)).hasSize(1);
        log.await(application, InstanceRetired.class);
        assertThat(deployer.log()).doesNotContain("hunter2");
    }

    @Test
    void missingSecretFailsGreenByName() {
        ApplicationName application = Cast.application("secret");
        ObjectNode descriptor = descriptor(application, Cast.SERVER);
        descriptor.withObject("/run/environment").putObject("KEY").put("secret", "NOWHERE_TO_BE_FOUND");
        log.write(application, Optional.empty(), Cast.request("1.0", descriptor));

        assertThat(log.await(application, GreenFailed.class).event().cause())
                .contains("NOWHERE_TO_BE_FOUND is missing", "BATON_SECRET_NOWHERE_TO_BE_FOUND");
        log.await(application, InstanceRetired.class);
    }

    @Test
    void databaseServerThatIsDownFailsGreen() {
        ApplicationName application = Cast.application("nodb");
        ObjectNode descriptor = descriptor(application, Cast.SERVER);
        descriptor
                .withObject("/database/postgres")
                .put("server", "postgresql://postgres@127.0.0.1:" + FreePorts.next() + "/postgres");
        descriptor.withObject("/run").put("startTimeout", "1s");
        log.write(application, Optional.empty(), Cast.request("1.0", descriptor));

        assertThat(log.await(application, GreenFailed.class).event().cause()).contains("PostgreSQL", "start it");
    }

    @Test
    void commandThatDoesNotExistFailsGreenAndLeavesNoDatabase() throws SQLException {
        ApplicationName application = Cast.application("nocommand");
        deploy(application, "1.0", List.of("no-such-program"));

        assertThat(log.await(application, GreenFailed.class).event().cause()).contains("no-such-program");
        log.await(application, InstanceRetired.class);
        DeployAccepted accepted = log.await(application, DeployAccepted.class).event();
        assertThat(databases()).doesNotContain(accepted.database().orElseThrow().name());
    }

    @Test
    void slotPortInUseIsAClearAnswer() throws IOException {
        ApplicationName application = Cast.application("port");
        try (ServerSocket other = new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress())) {
            ObjectNode descriptor = descriptor(application, Cast.SERVER);
            descriptor
                    .withObject("/route")
                    .putArray("slots")
                    .add(other.getLocalPort())
                    .add(FreePorts.next())
                    .add(FreePorts.next());
            Envelope<?> answer =
                    log.awaitAnswer(log.write(application, Optional.empty(), Cast.request("1.0", descriptor)));

            assertThat(answer.event())
                    .isInstanceOfSatisfying(
                            DeployRejected.class,
                            rejected -> assertThat(rejected.reasons())
                                    .singleElement()
                                    .asString()
                                    .contains("port " + other.getLocalPort(), "process"));
        }
    }

    @Test
    void greenThatIsNeverHealthyFails() {
        ApplicationName application = Cast.application("deaf");
        ObjectNode descriptor = descriptor(application, List.of("sleep", "300"));
        descriptor.withObject("/run").put("startTimeout", "1s");
        log.write(application, Optional.empty(), Cast.request("1.0", descriptor));

        assertThat(log.await(application, GreenFailed.class).event().cause())
                .contains("not healthy", "nothing listens");
        log.await(application, InstanceRetired.class);
    }

    @Test
    void greenThatHangsFails() throws IOException, InterruptedException {
        ApplicationName application = Cast.application("hung");
        ObjectNode descriptor = descriptor(application, Cast.SERVER);
        descriptor.withObject("/run").put("startTimeout", "10s");
        log.write(application, Optional.empty(), Cast.request("1.0", descriptor));
        Instances.suspend(
                log.await(application, GreenStarted.class).deployment().orElseThrow());

        assertThat(log.await(application, GreenFailed.class).event().cause())
                .contains("runs and has not been healthy", "10 s");
        log.await(application, InstanceRetired.class);
    }

    @Test
    void versionGoesLiveAndTheOneBeforeIsRetiredAfterItsHold() throws SQLException {
        ApplicationName application = Cast.application("cycle");
        deploy(application, "1.0", Cast.SERVER);
        Envelope<GreenStarted> first = log.await(application, GreenStarted.class);
        DeploymentId one = first.deployment().orElseThrow();
        Cast.goesLive(log, application, one, Slot.A, Optional.empty(), 1);
        assertThat(log.await(application, DeployCompleted.class).event().version())
                .isEqualTo("1.0");

        deploy(application, "2.0", Cast.SERVER);
        DeployAccepted accepted =
                log.await(application, DeployAccepted.class, 2).getLast().event();
        assertThat(accepted.slot()).isEqualTo(Slot.B);
        DeploymentId two = log.await(application, GreenStarted.class, 2)
                .getLast()
                .deployment()
                .orElseThrow();
        Cast.goesLive(log, application, two, Slot.B, Optional.of(one), 2);
        Instant switched = Instant.now();

        Envelope<InstanceRetired> retired = log.await(application, InstanceRetired.class);
        assertThat(retired.deployment()).contains(one);
        assertThat(Duration.between(
                        switched, log.await(application, RetireStarted.class).time()))
                .isGreaterThan(Duration.ofMillis(1500));
        assertThat(Instances.processes(one)).isEmpty();
        assertThat(Instances.processes(two)).isNotEmpty();
        assertThat(databases()).contains(accepted.database().orElseThrow().name());
        assertThat(get(first.event().address().http("/"))).isNegative();

        Envelope<AbortRequested> abort =
                log.write(application, Optional.of(two), new AbortRequested("ann", Optional.empty()));
        assertThat(log.awaitAnswer(abort).event()).isInstanceOf(RequestRejected.class);
        assertThat(Instances.processes(two)).isNotEmpty();
    }

    @Test
    void lineThatTheDescriptorAwaitsIsReportedOncePerRun() {
        ApplicationName application = Cast.application("prints");
        ObjectNode descriptor = descriptor(application, Cast.SERVER);
        // What the JDK's web server says when it serves.
        descriptor.withObject("/sync").put("log", "^URL http://127\\.0\\.0\\.1");
        log.write(application, Optional.empty(), Cast.request("1.0", descriptor));
        DeploymentId id =
                log.await(application, GreenStarted.class).deployment().orElseThrow();

        LogMatched first = log.await(application, LogMatched.class).event();
        assertThat(first).isEqualTo(new LogMatched("^URL http://127\\.0\\.0\\.1", 1));

        Instances.killApplication(id);
        LogMatched second =
                log.await(application, LogMatched.class, 2).getLast().event();
        assertThat(second.run()).isEqualTo(2);
    }

    @Test
    void liveInstanceThatEndsIsBroughtBackAndReported() {
        ApplicationName application = Cast.application("revive");
        deploy(application, "1.0", Cast.SERVER);
        Envelope<GreenStarted> started = log.await(application, GreenStarted.class);
        DeploymentId id = started.deployment().orElseThrow();
        Cast.goesLive(log, application, id, Slot.A, Optional.empty(), 1);
        log.await(application, DeployCompleted.class);

        for (int exits = 1; exits <= 3; exits++) {
            Instances.killApplication(id);
            InstanceExited exited = log.await(application, InstanceExited.class, exits)
                    .getLast()
                    .event();
            assertThat(exited.exits()).isEqualTo(exits);
            assertThat(exited.exitCode()).contains(137);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(started.event().address().http("/")) == 200);
        }
        assertThat(log.events(application, GreenFailed.class)).isEmpty();
    }

    @Test
    void httpEntranceWritesTheRequestAndKafkaAnswers() throws IOException {
        ApplicationName application = Cast.application("http");
        ObjectNode body =
                BatonJson.mapper().createObjectNode().put("version", "1.0").put("requestedBy", "ci");
        body.set("descriptor", descriptor(application, Cast.SERVER));

        HttpResponse<String> first =
                deployer.post("/deployments", "application/json", body.toString(), "Idempotency-Key", "build-4711");
        HttpResponse<String> second =
                deployer.post("/deployments", "application/json", body.toString(), "Idempotency-Key", "build-4711");

        assertThat(first.statusCode()).isEqualTo(202);
        JsonNode taken = BatonJson.mapper().readTree(first.body());
        assertThat(second.body()).isEqualTo(first.body());
        Envelope<DeployAccepted> accepted = log.await(application, DeployAccepted.class);
        assertThat(accepted.deployment())
                .map(DeploymentId::toString)
                .contains(taken.path("deployment").asText());
        assertThat(accepted.event().requestedBy()).isEqualTo("ci");
        log.await(application, GreenStarted.class);

        HttpResponse<String> abort = deployer.post(
                "/applications/" + application + "/abort", "application/json", "{\"requestedBy\":\"ann\"}");
        assertThat(abort.statusCode()).isEqualTo(202);
        assertThat(log.await(application, DeployAborted.class).event().requestedBy())
                .isEqualTo("ann");
        assertThat(log.events(application, DeployAccepted.class)).hasSize(1);
    }

    @Test
    void planTellsWhatWouldHappenAndChangesNothing() throws IOException, SQLException {
        ApplicationName application = Cast.application("planned");
        ObjectNode question = BatonJson.mapper().createObjectNode().put("version", "1.0");
        question.set("descriptor", descriptor(application, Cast.SERVER));

        HttpResponse<String> plan = deployer.post("/plans", "application/json", question.toString());

        assertThat(plan.statusCode()).isEqualTo(200);
        JsonNode course = BatonJson.mapper().readTree(plan.body()).path("course");
        assertThat(course.path("slot").asText()).isEqualTo("a");
        // As the events write a duration, and as whoever asks reads it.
        assertThat(Durations.parse(course.path("probation").asText())).isPositive();
        assertThat(databases())
                .doesNotContain(course.path("database").path("name").asText("?"));
        Envelope<DeployRequested> request =
                log.write(application, Optional.empty(), Cast.request("1.0", (ObjectNode) question.get("descriptor")));
        assertThat(log.awaitAnswer(request).event()).isInstanceOf(DeployAccepted.class);
        assertThat(log.events(application, DeployAccepted.class)).hasSize(1);

        JsonNode second = BatonJson.mapper()
                .readTree(deployer.post("/plans", "application/json", question.toString())
                        .body());
        assertThat(second.path("answer").asText()).isEqualTo("REFUSED");
        assertThat(second.path("reasons").path(0).asText()).contains("version 1.0 is being deployed");
        assertThat(deployer.post("/plans", "application/json", "{\"version\":\"1\",\"descriptor\":{\"name\":\"../x\"}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void httpEntranceNamesEveryFault() {
        HttpResponse<String> answer = deployer.post(
                "/deployments", "application/json", "{\"version\": 7, \"descriptor\": [], \"requestedBy\": \"\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("version is not a text", "descriptor is not", "requestedBy has");

        assertThat(deployer.post("/deployments", "application/json", "<html>").body())
                .contains("not JSON", "line 1");
        assertThat(deployer.post("/deployments", "application/json", "").statusCode())
                .isEqualTo(400);
        assertThat(deployer.post(
                                "/deployments",
                                "application/json",
                                "{\"version\":\"1\",\"descriptor\":{\"name\":\"../x\"}}")
                        .body())
                .contains("/name");
        assertThat(deployer.post("/applications/Shop/rollback", "application/json", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(deployer.post("/applications/shop/promote", "application/json", "{\"force\":true}")
                        .body())
                .contains("reason is missing");
        assertThat(deployer.post("/deployments", "text/plain", "{}").statusCode())
                .isEqualTo(415);
        assertThat(deployer.post("/deployments", "application/json", "x".repeat(1_100_000))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void instancesRecordsAndLogsHoldNoSecret() throws IOException {
        ApplicationName application = Cast.application("quiet");
        deploy(application, "1.0", Cast.SERVER);
        log.await(application, GreenStarted.class);

        try (var files = Files.walk(directory.resolve("instances"))) {
            Set<Path> telling = files.filter(Files::isRegularFile)
                    // What an application prints on its own account is its own matter.
                    .filter(file -> !file.getFileName().toString().startsWith("output.log"))
                    .filter(file -> read(file).contains("hunter2"))
                    .collect(Collectors.toSet());
            assertThat(telling).isEmpty();
        }
        assertThat(deployer.log()).doesNotContain("hunter2");
    }

    private static Envelope<DeployRequested> deploy(ApplicationName application, String version, List<String> command) {
        return log.write(application, Optional.empty(), Cast.request(version, descriptor(application, command)));
    }

    private static ObjectNode descriptor(ApplicationName application, List<String> command) {
        // The router is not there, so that every version may name the port anew.
        return Cast.descriptor(application, FreePorts.next(), postgres.uri(), command);
    }

    private static Set<String> databases() throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database")) {
            Set<String> names = new HashSet<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    /** The status; -1 where nothing answers. */
    private static int get(URI uri) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException _) {
            return -1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
