package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.RequestRejected;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import dev.baton.support.SharedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged deployer, and applications that ran before it. */
class AdoptionIT {
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
        postgres.execute("postgres", "CREATE DATABASE running");
        postgres.execute("running", "CREATE TABLE blocks (height bigint PRIMARY KEY, hash text)");
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
    void whatRunsIsAdoptedReplacedAndRetiredAcrossCrashes() throws SQLException {
        ApplicationName application = Cast.application("adopt");
        int port = FreePorts.next();
        Process server = server(port);
        ObjectNode descriptor = descriptor(application);
        AdoptRequested request = request(descriptor, Optional.of(server.pid()), Optional.empty());

        Envelope<AdoptRequested> asked = log.write(application, Optional.empty(), request);
        deployer.kill();
        deployer.startAgain();

        Envelope<?> answer = log.awaitAnswer(asked);
        assertThat(answer.event()).isInstanceOfSatisfying(Adopted.class, adopted -> {
            assertThat(adopted.slot()).isEqualTo(Slot.A);
            assertThat(adopted.address()).isEqualTo(Address.loopback(port));
            assertThat(adopted.slotPorts()).contains(port).doesNotHaveDuplicates();
            assertThat(adopted.instance())
                    .isInstanceOfSatisfying(
                            AdoptedInstance.Process.class,
                            process -> assertThat(process.pid()).isEqualTo(server.pid()));
            assertThat(adopted.database().orElseThrow().name()).isEqualTo("running");
        });
        DeploymentId blue = answer.deployment().orElseThrow();
        log.write(asked);
        assertThat(log.awaitAnswer(log.write(application, Optional.empty(), request))
                        .deployment())
                .contains(blue);

        Envelope<DeployAccepted> next = log.await(
                        log.write(application, Optional.empty(), Cast.request("2.0", descriptor))
                                .application(),
                        DeployAccepted.class,
                        1)
                .getFirst();
        assertThat(next.event().slot()).isEqualTo(Slot.B);
        DeploymentId green = next.deployment().orElseThrow();
        log.await(application, GreenStarted.class);
        Cast.goesLive(log, application, green, Slot.B, Optional.of(blue), 2);
        log.await(application, DeployCompleted.class);
        deployer.kill();
        deployer.startAgain();

        assertThat(log.await(application, InstanceRetired.class).event().reason())
                .contains("its database stays: it was there before Baton");
        await().until(() -> !server.isAlive());
        assertThat(log.events(application, InstanceRetired.class)).hasSize(1);
        assertThat(log.events(application, DeployCompleted.class)).hasSize(1);
        assertThat(log.events(application, InstanceExited.class)).isEmpty();
        assertThat(databaseExists("running")).isTrue();
    }

    @Test
    void whatEndsWhileItServesIsReportedAndNotStarted() {
        ApplicationName application = Cast.application("ends");
        Process server = server(FreePorts.next());
        assertThat(log.awaitAnswer(log.write(
                                application,
                                Optional.empty(),
                                request(descriptor(application), Optional.of(server.pid()), Optional.empty())))
                        .event())
                .isInstanceOf(Adopted.class);

        server.destroyForcibly();

        Envelope<InstanceExited> exited = log.await(application, InstanceExited.class);
        assertThat(exited.event().exits()).isEqualTo(1);
        assertThat(Instances.processes(exited.deployment().orElseThrow())).isEmpty();
    }

    @Test
    void whatIsKnownByItsAddressAloneRunsOn() {
        ApplicationName application = Cast.application("address");
        int port = FreePorts.next();
        Process server = server(port);
        ObjectNode descriptor = descriptor(application);
        DeploymentId blue = log.awaitAnswer(log.write(
                        application,
                        Optional.empty(),
                        request(descriptor, Optional.empty(), Optional.of(Address.loopback(port)))))
                .deployment()
                .orElseThrow();
        log.write(application, Optional.empty(), Cast.request("2.0", descriptor));
        Envelope<DeployAccepted> next = log.await(application, DeployAccepted.class);
        log.await(application, GreenStarted.class);
        Cast.goesLive(log, application, next.deployment().orElseThrow(), Slot.B, Optional.of(blue), 2);

        assertThat(log.await(application, InstanceRetired.class).event().reason())
                .contains("127.0.0.1:" + port + " runs on", "cannot stop it");
        assertThat(server.isAlive()).isTrue();
        ChildProcesses.stop(server, Duration.ofSeconds(2));
    }

    @Test
    void whatCannotBeAdoptedIsRefusedWithEveryReason() {
        ApplicationName application = Cast.application("unfit");
        ObjectNode descriptor = Cast.descriptor(application, FreePorts.next(), postgres.uri(), Cast.SERVER);

        Envelope<?> answer = log.awaitAnswer(log.write(
                application,
                Optional.empty(),
                request(
                        descriptor,
                        Optional.of(ProcessHandle.current().pid()),
                        Optional.of(Address.loopback(FreePorts.next())))));

        assertThat(answer.event())
                .isInstanceOfSatisfying(
                        RequestRejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .anySatisfy(reason -> assertThat(reason).contains("it does not listen at"))
                                .anySatisfy(reason -> assertThat(reason).contains("not healthy"))
                                .anySatisfy(reason -> assertThat(reason).contains("\"blocks\"", "--database")));
    }

    private static ObjectNode descriptor(ApplicationName application) {
        String server = postgres.uri().replaceFirst("/postgres$", "/running");
        return Cast.descriptor(application, FreePorts.next(), server, Cast.SERVER);
    }

    private static AdoptRequested request(ObjectNode descriptor, Optional<Long> pid, Optional<Address> address) {
        return new AdoptRequested(
                "1.0",
                descriptor,
                Optional.empty(),
                pid,
                address,
                Optional.empty(),
                Optional.empty(),
                "ann",
                Optional.empty());
    }

    /** As somebody would start it by hand. */
    private static Process server(int port) {
        Process server = ChildProcesses.start(new ProcessBuilder(Cast.SERVER.stream()
                        .map(word -> word.replace("{port}", Integer.toString(port)))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
        HttpClient http = HttpClient.newHttpClient();
        await().ignoreExceptions()
                .until(() -> http.send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
        return server;
    }

    private static boolean databaseExists(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var query = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
            query.setString(1, name);
            try (var rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }
}
