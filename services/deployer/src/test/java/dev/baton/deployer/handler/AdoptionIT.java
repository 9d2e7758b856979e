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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged deployer, and applications that ran before it. */
@ExtendWith(SharedDeployer.class)
class AdoptionIT {
    private static Stage stage;

    @BeforeAll
    static void stage(Stage shared) {
        stage = shared;
        stage.postgres().execute("postgres", "CREATE DATABASE running");
        stage.postgres().execute("running", "CREATE TABLE blocks (height bigint PRIMARY KEY, hash text)");
    }

    @Test
    void whatRunsIsAdoptedReplacedAndRetiredAcrossCrashes() throws SQLException {
        ApplicationName application = Cast.application("adopt");
        int port = FreePorts.next();
        Process server = server(port);
        ObjectNode descriptor = descriptor(application);
        AdoptRequested request = request(descriptor, Optional.of(server.pid()), Optional.empty());

        Envelope<AdoptRequested> asked = stage.log().write(application, Optional.empty(), request);
        stage.deployer().kill();
        stage.deployer().startAgain();

        Envelope<?> answer = stage.log().awaitAnswer(asked);
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
        stage.log().write(asked);
        assertThat(stage.log()
                        .awaitAnswer(stage.log().write(application, Optional.empty(), request))
                        .deployment())
                .contains(blue);

        Envelope<DeployAccepted> next = stage.log()
                .await(
                        stage.log()
                                .write(application, Optional.empty(), Cast.request("2.0", descriptor))
                                .application(),
                        DeployAccepted.class,
                        1)
                .getFirst();
        assertThat(next.event().slot()).isEqualTo(Slot.B);
        DeploymentId green = next.deployment().orElseThrow();
        stage.log().await(application, GreenStarted.class);
        Cast.goesLive(stage.log(), application, green, Slot.B, Optional.of(blue), 2);
        stage.log().await(application, DeployCompleted.class);
        stage.deployer().kill();
        stage.deployer().startAgain();

        assertThat(stage.log().await(application, InstanceRetired.class).event().reason())
                .contains("its database stays: it was there before Baton");
        await().until(() -> !server.isAlive());
        assertThat(stage.log().events(application, InstanceRetired.class)).hasSize(1);
        assertThat(stage.log().events(application, DeployCompleted.class)).hasSize(1);
        assertThat(stage.log().events(application, InstanceExited.class)).isEmpty();
        assertThat(stage.databases()).contains("running");
    }

    @Test
    void whatEndsWhileItServesIsReportedAndNotStarted() {
        ApplicationName application = Cast.application("ends");
        Process server = server(FreePorts.next());
        assertThat(stage.log()
                        .awaitAnswer(stage.log()
                                .write(
                                        application,
                                        Optional.empty(),
                                        request(descriptor(application), Optional.of(server.pid()), Optional.empty())))
                        .event())
                .isInstanceOf(Adopted.class);

        server.destroyForcibly();

        Envelope<InstanceExited> exited = stage.log().await(application, InstanceExited.class);
        assertThat(exited.event().exits()).isEqualTo(1);
        assertThat(Instances.processes(exited.deployment().orElseThrow())).isEmpty();
    }

    @Test
    void whatIsKnownByItsAddressAloneRunsOn() {
        ApplicationName application = Cast.application("address");
        int port = FreePorts.next();
        Process server = server(port);
        ObjectNode descriptor = descriptor(application);
        DeploymentId blue = stage.log()
                .awaitAnswer(stage.log()
                        .write(
                                application,
                                Optional.empty(),
                                request(descriptor, Optional.empty(), Optional.of(Address.loopback(port)))))
                .deployment()
                .orElseThrow();
        stage.log().write(application, Optional.empty(), Cast.request("2.0", descriptor));
        Envelope<DeployAccepted> next = stage.log().await(application, DeployAccepted.class);
        stage.log().await(application, GreenStarted.class);
        Cast.goesLive(stage.log(), application, next.deployment().orElseThrow(), Slot.B, Optional.of(blue), 2);

        assertThat(stage.log().await(application, InstanceRetired.class).event().reason())
                .contains("127.0.0.1:" + port + " runs on", "cannot stop it");
        assertThat(server.isAlive()).isTrue();
        ChildProcesses.stop(server, Duration.ofSeconds(2));
    }

    @Test
    void whatCannotBeAdoptedIsRefusedWithEveryReason() {
        ApplicationName application = Cast.application("unfit");
        ObjectNode descriptor =
                Cast.descriptor(application, FreePorts.next(), stage.postgres().uri(), Cast.SERVER);

        Envelope<?> answer = stage.log()
                .awaitAnswer(stage.log()
                        .write(
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
        String server = stage.postgres().uri().replaceFirst("/postgres$", "/running");
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
}
