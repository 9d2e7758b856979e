package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.events.AbortRequested;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.GreenStarted;
import dev.baton.events.RequestRejected;
import dev.baton.events.SyncComplete;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of requests that arrive during a deployment, and of what nobody promotes: the packaged deployer and a real broker. */
@ExtendWith(SharedDeployer.class)
class WaitingIT {
    private static DeployerProcess deployer;
    private static TestLog log;

    @BeforeAll
    static void stage(Stage shared) {
        deployer = shared.deployer();
        log = shared.log();
    }

    @Test
    void requestsThatWaitGoOneAfterTheOtherAlsoAfterTheDeployerWasKilled() {
        ApplicationName application = Cast.application("queue");
        Envelope<DeployRequested> first = deploy(application, "1.0", "queue");
        DeploymentId one = log.awaitAnswer(first).deployment().orElseThrow();
        Envelope<DeployRequested> second = deploy(application, "2.0", "queue");
        Envelope<DeployRequested> third = deploy(application, "3.0", "queue");
        Envelope<DeployRequested> bad = log.write(
                application, Optional.empty(), Cast.request("4.0; rm", descriptor(application, "queue", d -> {})));
        assertThat(log.awaitAnswer(bad).event()).as("at once, though busy").isInstanceOf(DeployRejected.class);
        assertThat(log.events(application, DeployAccepted.class)).hasSize(1);

        deployer.kill();
        deployer.startAgain();
        log.write(application, Optional.of(one), new AbortRequested("ann", Optional.empty()));
        Envelope<?> answer = log.awaitAnswer(second);
        assertThat(answer.event()).isInstanceOf(DeployAccepted.class);
        assertThat(log.events(application, DeployAccepted.class)).hasSize(2);
        log.write(application, answer.deployment(), new AbortRequested("ann", Optional.empty()));
        assertThat(log.awaitAnswer(third).event()).isInstanceOf(DeployAccepted.class);
        assertThat(log.events(application, DeployRejected.class)).hasSize(1);
    }

    @Test
    void aBetterVersionTakesTheirPlacesOnlyWhereItIsOneItself() {
        ApplicationName application = Cast.application("better");
        Envelope<DeployRequested> first = deploy(application, "1.0", "refuse");
        DeploymentId one = log.awaitAnswer(first).deployment().orElseThrow();
        Envelope<DeployRequested> second = deploy(application, "2.0", "queue");
        Envelope<DeployRequested> used = log.write(
                application, Optional.of(one), Cast.request("3.0", descriptor(application, "supersede", d -> {})));
        assertThat(log.awaitAnswer(used).event()).isInstanceOf(DeployRejected.class);
        assertThat(log.events(application, DeployAborted.class))
                .as("a bad one ends nothing")
                .isEmpty();

        Envelope<DeployRequested> better = deploy(application, "4.0", "supersede");

        assertThat(log.awaitAnswer(better).event()).isInstanceOf(DeployAccepted.class);
        assertThat(log.awaitAnswer(second).event())
                .isInstanceOfSatisfying(
                        DeployRejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .containsExactly("superseded by version 4.0, asked for at " + better.time()));
        assertThat(log.events(application, DeployAborted.class)).singleElement().satisfies(aborted -> {
            assertThat(aborted.deployment()).contains(one);
            assertThat(aborted.event()).isEqualTo(new DeployAborted("test", "superseded by version 4.0"));
        });
    }

    @Test
    void whatWaitsIsWithdrawn() {
        ApplicationName application = Cast.application("withdraw");
        log.awaitAnswer(deploy(application, "1.0", "refuse"));
        DeploymentId two = DeploymentId.next(Clock.systemUTC());
        Envelope<DeployRequested> second = log.write(
                application, Optional.of(two), Cast.request("2.0", descriptor(application, "queue", d -> {})));
        Envelope<AbortRequested> abort =
                log.write(application, Optional.of(two), new AbortRequested("ann", Optional.of("wrong branch")));

        assertThat(log.awaitAnswer(second).event()).isInstanceOf(DeployRejected.class);
        assertThat(log.awaitAnswer(abort).event()).isEqualTo(new DeployAborted("ann", "wrong branch"));
        Envelope<AbortRequested> again =
                log.write(application, Optional.of(two), new AbortRequested("ann", Optional.empty()));
        assertThat(log.awaitAnswer(again).event()).isInstanceOf(RequestRejected.class);
        assertThat(log.events(application, DeployRejected.class)).hasSize(1);
        assertThat(log.events(application, DeployAborted.class)).hasSize(1);
    }

    @Test
    void whatNobodyPromotesEndsAfterItWasAnnouncedAndIsTriedAgain() throws IOException {
        ApplicationName application = Cast.application("forgotten");
        log.write(
                application,
                Optional.empty(),
                Cast.request(
                        "1.0",
                        descriptor(
                                application,
                                "refuse",
                                d -> d.put("promotion", "manual")
                                        .putObject("gates")
                                        .put("timeToLive", "4s"))));
        DeploymentId id =
                log.await(application, GreenStarted.class).deployment().orElseThrow();
        verified(application, id);

        Envelope<ExpiryAnnounced> announced = log.await(application, ExpiryAnnounced.class);
        Envelope<DeployAborted> aborted = log.await(application, DeployAborted.class);
        assertThat(aborted.event().reason()).startsWith("nobody promoted it within 4 s");
        assertThat(aborted.time()).isAfterOrEqualTo(announced.event().expiresAt());
        assertThat(announced.time()).isBefore(announced.event().expiresAt());

        HttpResponse<String> retry = deployer.post(
                "/applications/" + application + "/retry", "application/json", "{\"requestedBy\": \"ann\"}");
        assertThat(retry.statusCode()).isEqualTo(202);
        Envelope<DeployAccepted> again =
                log.await(application, DeployAccepted.class, 2).getLast();
        assertThat(again.deployment())
                .map(DeploymentId::toString)
                .contains(BatonJson.mapper()
                        .readTree(retry.body())
                        .path("deployment")
                        .asText());
        assertThat(again.event().version()).isEqualTo("1.0");
        assertThat(again.event().requestedBy()).isEqualTo("ann");
        assertThat(log.events(application, ExpiryAnnounced.class)).hasSize(1);

        HttpResponse<String> nothing = deployer.post("/applications/never-heard-of/retry", "application/json", "{}");
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(nothing.body()).contains("has failed");
    }

    private static void verified(ApplicationName application, DeploymentId id) {
        Instant now = Instant.now();
        Instant later = now.plus(Duration.ofMinutes(5));
        log.write(
                application,
                Optional.of(id),
                new SyncComplete(new ReadinessCertificate(now, now, later, 100, 100, 5, List.of())));
        log.write(
                application,
                Optional.of(id),
                new DataVerified(new Verification(now.plusMillis(1), later, 100, List.of(), List.of())));
    }

    private static Envelope<DeployRequested> deploy(ApplicationName application, String version, String whileBusy) {
        return log.write(
                application,
                Optional.empty(),
                Cast.request(version, descriptor(application, whileBusy, descriptor -> {})));
    }

    private static ObjectNode descriptor(ApplicationName application, String whileBusy, Consumer<ObjectNode> more) {
        ObjectNode descriptor = Cast.descriptor(application, FreePorts.next(), "", Cast.SERVER);
        descriptor.remove(List.of("database", "verify"));
        descriptor.put("whileBusy", whileBusy);
        descriptor
                .withObject("/sync")
                .putObject("height")
                .putObject("http")
                .put("path", "/h")
                .put("pointer", "/h");
        more.accept(descriptor);
        return descriptor;
    }
}
