package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
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
import dev.baton.model.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of an instance that is up: it goes live, is brought back, is aborted, is retired. */
@ExtendWith(SharedDeployer.class)
class CourseIT {
    private static Stage stage;

    @BeforeAll
    static void stage(Stage shared) {
        stage = shared;
    }

    @Test
    void abortEndsTheDeploymentAndLeavesNothing() throws SQLException {
        ApplicationName application = Cast.application("abort");
        stage.deploy(application, "1.0", Cast.SERVER);
        Envelope<DeployAccepted> accepted = stage.log().await(application, DeployAccepted.class);
        DeploymentId id = accepted.deployment().orElseThrow();
        stage.log().await(application, GreenStarted.class);

        Envelope<AbortRequested> abort = stage.log()
                .write(application, Optional.empty(), new AbortRequested("ann", Optional.of("wrong branch")));

        assertThat(stage.log().awaitAnswer(abort).event()).isEqualTo(new DeployAborted("ann", "wrong branch"));
        stage.log().await(application, InstanceRetired.class);
        assertThat(stage.log().events(application, DeployFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.event().reason()).contains("ann", "wrong branch"));
        assertThat(stage.log().events(application, RetireStarted.class)).hasSize(1);
        assertThat(Instances.processes(id)).isEmpty();
        assertThat(stage.databases())
                .doesNotContain(accepted.event().database().orElseThrow().name());
        assertThat(stage.directory().resolve("instances/" + id + "/output.log")).exists();

        Envelope<AbortRequested> again =
                stage.log().write(application, Optional.empty(), new AbortRequested("ann", Optional.empty()));
        assertThat(stage.log().awaitAnswer(again).event()).isInstanceOf(RequestRejected.class);
    }

    @Test
    void versionGoesLiveAndTheOneBeforeIsRetiredAfterItsHold() throws SQLException {
        ApplicationName application = Cast.application("cycle");
        stage.deploy(application, "1.0", Cast.SERVER);
        Envelope<GreenStarted> first = stage.log().await(application, GreenStarted.class);
        DeploymentId one = first.deployment().orElseThrow();
        Cast.goesLive(stage.log(), application, one, Slot.A, Optional.empty(), 1);
        assertThat(stage.log().await(application, DeployCompleted.class).event().version())
                .isEqualTo("1.0");

        stage.deploy(application, "2.0", Cast.SERVER);
        DeployAccepted accepted = stage.log()
                .await(application, DeployAccepted.class, 2)
                .getLast()
                .event();
        assertThat(accepted.slot()).isEqualTo(Slot.B);
        DeploymentId two = stage.log()
                .await(application, GreenStarted.class, 2)
                .getLast()
                .deployment()
                .orElseThrow();
        Cast.goesLive(stage.log(), application, two, Slot.B, Optional.of(one), 2);
        Instant switched = Instant.now();

        Envelope<InstanceRetired> retired = stage.log().await(application, InstanceRetired.class);
        assertThat(retired.deployment()).contains(one);
        assertThat(Duration.between(
                        switched,
                        stage.log().await(application, RetireStarted.class).time()))
                .isGreaterThan(Duration.ofMillis(1500));
        assertThat(Instances.processes(one)).isEmpty();
        assertThat(Instances.processes(two)).isNotEmpty();
        assertThat(stage.databases()).contains(accepted.database().orElseThrow().name());
        assertThat(Instances.answer(first.event().address().http("/"))).isNegative();

        Envelope<AbortRequested> abort =
                stage.log().write(application, Optional.of(two), new AbortRequested("ann", Optional.empty()));
        assertThat(stage.log().awaitAnswer(abort).event()).isInstanceOf(RequestRejected.class);
        assertThat(Instances.processes(two)).isNotEmpty();
    }

    @Test
    void lineThatTheDescriptorAwaitsIsReportedOncePerRun() {
        ApplicationName application = Cast.application("prints");
        ObjectNode descriptor = stage.descriptor(application, Cast.SERVER);
        // What the JDK's web server says when it serves.
        descriptor.withObject("/sync").put("log", "^URL http://127\\.0\\.0\\.1");
        stage.log().write(application, Optional.empty(), Cast.request("1.0", descriptor));
        DeploymentId id =
                stage.log().await(application, GreenStarted.class).deployment().orElseThrow();

        LogMatched first = stage.log().await(application, LogMatched.class).event();
        assertThat(first).isEqualTo(new LogMatched("^URL http://127\\.0\\.0\\.1", 1));

        Instances.killApplication(id);
        LogMatched second =
                stage.log().await(application, LogMatched.class, 2).getLast().event();
        assertThat(second.run()).isEqualTo(2);
    }

    @Test
    void liveInstanceThatEndsIsBroughtBackAndReported() {
        ApplicationName application = Cast.application("revive");
        stage.deploy(application, "1.0", Cast.SERVER);
        Envelope<GreenStarted> started = stage.log().await(application, GreenStarted.class);
        DeploymentId id = started.deployment().orElseThrow();
        Cast.goesLive(stage.log(), application, id, Slot.A, Optional.empty(), 1);
        stage.log().await(application, DeployCompleted.class);

        for (int exits = 1; exits <= 3; exits++) {
            Instances.killApplication(id);
            InstanceExited exited = stage.log()
                    .await(application, InstanceExited.class, exits)
                    .getLast()
                    .event();
            assertThat(exited.exits()).isEqualTo(exits);
            assertThat(exited.exitCode()).contains(137);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Instances.answer(started.event().address().http("/")) == 200);
        }
        assertThat(stage.log().events(application, GreenFailed.class)).isEmpty();
    }
}
