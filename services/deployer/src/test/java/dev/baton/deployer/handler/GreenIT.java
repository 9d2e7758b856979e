package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How green comes up, or fails and says why. */
@ExtendWith(SharedDeployer.class)
class GreenIT {
    private static Stage stage;

    @BeforeAll
    static void stage(Stage shared) {
        stage = shared;
    }

    @Test
    void startsGreenWithItsOwnDatabase() throws SQLException {
        ApplicationName application = Cast.application("starts");
        Envelope<DeployRequested> request = stage.deploy(application, "1.0", Cast.SERVER);

        Envelope<DeployAccepted> accepted = stage.log().await(application, DeployAccepted.class);
        assertThat(accepted.cause()).contains(request.id());
        assertThat(accepted.event().slot()).isEqualTo(Slot.A);
        assertThat(accepted.event().slotPorts()).doesNotHaveDuplicates();
        Envelope<GreenStarted> started = stage.log().await(application, GreenStarted.class);
        assertThat(started.deployment()).isEqualTo(accepted.deployment());
        assertThat(started.event().address().port())
                .isEqualTo(accepted.event().slotPorts().getFirst());
        assertThat(Instances.answer(started.event().address().http("/"))).isEqualTo(200);
        assertThat(stage.databases())
                .contains(accepted.event().database().orElseThrow().name());
    }

    @Test
    void greenThatKeepsEndingFailsWithItsLastLinesAndNoSecret() {
        ApplicationName application = Cast.application("loop");
        stage.deploy(application, "1.0", List.of("sh", "-c", "echo $GREETING with $TOKEN at $DATABASE_URL; exit 3"));

        GreenFailed failed = stage.log().await(application, GreenFailed.class).event();

        assertThat(failed.exitCode()).contains(3);
        assertThat(failed.cause()).contains("2 times", "exit code 3", "run.restarts");
        assertThat(failed.lastLogLines())
                .allSatisfy(line -> assertThat(line)
                        .contains("hello 1.0 with ***", "postgresql://postgres:***@127.0.0.1")
                        .doesNotContain("hunter2"));
        assertThat(stage.log().events(application, InstanceExited.class)).hasSize(1);
        stage.log().await(application, InstanceRetired.class);
        assertThat(stage.deployer().log()).doesNotContain("hunter2");
    }

    @Test
    void missingSecretFailsGreenByName() {
        ApplicationName application = Cast.application("secret");
        ObjectNode descriptor = stage.descriptor(application, Cast.SERVER);
        descriptor.withObject("/run/environment").putObject("KEY").put("secret", "NOWHERE_TO_BE_FOUND");
        stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor));

        assertThat(stage.log().await(application, GreenFailed.class).event().cause())
                .contains("NOWHERE_TO_BE_FOUND is missing", "BATON_SECRET_NOWHERE_TO_BE_FOUND");
        stage.log().await(application, InstanceRetired.class);
    }

    @Test
    void databaseServerThatIsDownFailsGreen() {
        ApplicationName application = Cast.application("nodb");
        ObjectNode descriptor = stage.descriptor(application, Cast.SERVER);
        descriptor
                .withObject("/database/postgres")
                .put("server", "postgresql://postgres@127.0.0.1:" + FreePorts.next() + "/postgres");
        descriptor.withObject("/run").put("startTimeout", "1s");
        stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor));

        assertThat(stage.log().await(application, GreenFailed.class).event().cause())
                .contains("PostgreSQL", "start it");
    }

    @Test
    void commandThatDoesNotExistFailsGreenAndLeavesNoDatabase() throws SQLException {
        ApplicationName application = Cast.application("nocommand");
        stage.deploy(application, "1.0", List.of("no-such-program"));

        assertThat(stage.log().await(application, GreenFailed.class).event().cause())
                .contains("no-such-program");
        stage.log().await(application, InstanceRetired.class);
        DeployAccepted accepted =
                stage.log().await(application, DeployAccepted.class).event();
        assertThat(stage.databases())
                .doesNotContain(accepted.database().orElseThrow().name());
    }

    @Test
    void slotPortInUseIsAClearAnswer() throws IOException {
        ApplicationName application = Cast.application("port");
        try (ServerSocket other = new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress())) {
            ObjectNode descriptor = stage.descriptor(application, Cast.SERVER);
            descriptor
                    .withObject("/route")
                    .putArray("slots")
                    .add(other.getLocalPort())
                    .add(FreePorts.next())
                    .add(FreePorts.next());
            Envelope<?> answer = stage.log()
                    .awaitAnswer(stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor)));

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
        ObjectNode descriptor = stage.descriptor(application, List.of("sleep", "300"));
        descriptor.withObject("/run").put("startTimeout", "1s");
        stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor));

        assertThat(stage.log().await(application, GreenFailed.class).event().cause())
                .contains("not healthy", "nothing listens");
        stage.log().await(application, InstanceRetired.class);
    }

    @Test
    void greenThatHangsFails() throws IOException, InterruptedException {
        ApplicationName application = Cast.application("hung");
        ObjectNode descriptor = stage.descriptor(application, Cast.SERVER);
        descriptor.withObject("/run").put("startTimeout", "10s");
        stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor));
        Instances.suspend(
                stage.log().await(application, GreenStarted.class).deployment().orElseThrow());

        assertThat(stage.log().await(application, GreenFailed.class).event().cause())
                .contains("runs and has not been healthy", "10 s");
        stage.log().await(application, InstanceRetired.class);
    }

    @Test
    void instancesRecordsAndLogsHoldNoSecret() throws IOException {
        ApplicationName application = Cast.application("quiet");
        stage.deploy(application, "1.0", Cast.SERVER);
        stage.log().await(application, GreenStarted.class);

        try (var files = Files.walk(stage.directory().resolve("instances"))) {
            Set<Path> telling = files.filter(Files::isRegularFile)
                    // What an application prints on its own account is its own matter.
                    .filter(file -> !file.getFileName().toString().startsWith("output.log"))
                    .filter(file -> read(file).contains("hunter2"))
                    .collect(Collectors.toSet());
            assertThat(telling).isEmpty();
        }
        assertThat(stage.deployer().log()).doesNotContain("hunter2");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
