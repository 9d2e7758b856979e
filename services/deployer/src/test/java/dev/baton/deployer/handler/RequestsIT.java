package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.codec.Topic;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.GreenStarted;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Durations;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is asked for, on the log and by HTTP, and what is answered. */
@ExtendWith(SharedDeployer.class)
class RequestsIT {
    private static Stage stage;

    @BeforeAll
    static void stage(Stage shared) {
        stage = shared;
    }

    @Test
    void requestThatComesTwiceIsAnsweredOnce() {
        ApplicationName application = Cast.application("twice");
        Envelope<DeployRequested> request = stage.deploy(application, "1.0", Cast.SERVER);
        stage.log().write(request);
        stage.log().await(application, GreenStarted.class);
        stage.log().write(request);
        Envelope<DeployRequested> other = stage.deploy(application, "2.0", Cast.SERVER);

        assertThat(stage.log().awaitAnswer(other).event()).isInstanceOf(DeployRejected.class);
        assertThat(stage.log().events(application, DeployAccepted.class)).hasSize(1);
        assertThat(stage.log().events(application, DeployRejected.class)).hasSize(1);
    }

    @Test
    void secondRequestIsRefusedWithTheFirstNamed() {
        ApplicationName application = Cast.application("second");
        stage.deploy(application, "1.0", Cast.SERVER);
        stage.log().await(application, DeployAccepted.class);

        Envelope<?> answer = stage.log().awaitAnswer(stage.deploy(application, "2.0", Cast.SERVER));

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
        ObjectNode descriptor = stage.descriptor(application, Cast.SERVER);
        descriptor.put("typo", true);
        descriptor.remove("sync");
        Envelope<?> answer = stage.log()
                .awaitAnswer(
                        stage.log().write(application, Optional.empty(), Cast.request("1.0; rm -rf /", descriptor)));

        assertThat(answer.event())
                .isInstanceOfSatisfying(
                        DeployRejected.class,
                        rejected -> assertThat(rejected.reasons())
                                .anySatisfy(reason -> assertThat(reason).contains("rm -rf"))
                                .anySatisfy(reason -> assertThat(reason).contains("typo"))
                                .anySatisfy(reason -> assertThat(reason).contains("sync")));
        assertThat(stage.log().events(application, DeployAccepted.class)).isEmpty();
    }

    @Test
    void unreadableRecordsStopNothing() {
        ApplicationName application = Cast.application("poison");
        for (int copy = 0; copy < 20; copy++) {
            String key = application.value() + copy;
            stage.log().writeRaw(Topic.REQUESTS, key, "no JSON".getBytes(StandardCharsets.UTF_8));
            stage.log().writeRaw(Topic.DEPLOYMENTS, key, new byte[] {0, -1, 34});
            stage.log().writeRaw(Topic.DEPLOYMENTS, key, """
                    {"specversion":"1.0","id":"x","source":"/x","type":"dev.baton.from-the-future.v9","subject":"a"}
                    """.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(stage.log()
                        .awaitAnswer(stage.deploy(application, "1.0", Cast.SERVER))
                        .event())
                .isInstanceOf(DeployAccepted.class);
        assertThat(stage.deployer().get("/q/health").statusCode()).isEqualTo(200);
        assertThat(stage.deployer().get("/q/metrics").body()).contains("baton_deployer_unreadable_total{topic=");
    }

    @Test
    void httpEntranceWritesTheRequestAndKafkaAnswers() throws IOException {
        ApplicationName application = Cast.application("http");
        ObjectNode body =
                BatonJson.mapper().createObjectNode().put("version", "1.0").put("requestedBy", "ci");
        body.set("descriptor", stage.descriptor(application, Cast.SERVER));

        HttpResponse<String> first = stage.deployer()
                .post("/deployments", "application/json", body.toString(), "Idempotency-Key", "build-4711");
        HttpResponse<String> second = stage.deployer()
                .post("/deployments", "application/json", body.toString(), "Idempotency-Key", "build-4711");

        assertThat(first.statusCode()).isEqualTo(202);
        JsonNode taken = BatonJson.mapper().readTree(first.body());
        assertThat(second.body()).isEqualTo(first.body());
        Envelope<DeployAccepted> accepted = stage.log().await(application, DeployAccepted.class);
        assertThat(accepted.deployment())
                .map(DeploymentId::toString)
                .contains(taken.path("deployment").asText());
        assertThat(accepted.event().requestedBy()).isEqualTo("ci");
        stage.log().await(application, GreenStarted.class);

        HttpResponse<String> abort = stage.deployer()
                .post("/applications/" + application + "/abort", "application/json", "{\"requestedBy\":\"ann\"}");
        assertThat(abort.statusCode()).isEqualTo(202);
        assertThat(stage.log().await(application, DeployAborted.class).event().requestedBy())
                .isEqualTo("ann");
        assertThat(stage.log().events(application, DeployAccepted.class)).hasSize(1);
    }

    @Test
    void planTellsWhatWouldHappenAndChangesNothing() throws IOException, SQLException {
        ApplicationName application = Cast.application("planned");
        ObjectNode question = BatonJson.mapper().createObjectNode().put("version", "1.0");
        question.set("descriptor", stage.descriptor(application, Cast.SERVER));

        HttpResponse<String> plan = stage.deployer().post("/plans", "application/json", question.toString());

        assertThat(plan.statusCode()).isEqualTo(200);
        JsonNode course = BatonJson.mapper().readTree(plan.body()).path("course");
        assertThat(course.path("slot").asText()).isEqualTo("a");
        // As the events write a duration, and as whoever asks reads it.
        assertThat(Durations.parse(course.path("probation").asText())).isPositive();
        assertThat(stage.databases())
                .doesNotContain(course.path("database").path("name").asText("?"));
        Envelope<DeployRequested> request = stage.log()
                .write(application, Optional.empty(), Cast.request("1.0", (ObjectNode) question.get("descriptor")));
        assertThat(stage.log().awaitAnswer(request).event()).isInstanceOf(DeployAccepted.class);
        assertThat(stage.log().events(application, DeployAccepted.class)).hasSize(1);

        JsonNode second = BatonJson.mapper()
                .readTree(stage.deployer()
                        .post("/plans", "application/json", question.toString())
                        .body());
        assertThat(second.path("answer").asText()).isEqualTo("REFUSED");
        assertThat(second.path("reasons").path(0).asText()).contains("version 1.0 is being deployed");
        assertThat(stage.deployer()
                        .post("/plans", "application/json", "{\"version\":\"1\",\"descriptor\":{\"name\":\"../x\"}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void httpEntranceNamesEveryFault() {
        HttpResponse<String> answer = stage.deployer()
                .post(
                        "/deployments",
                        "application/json",
                        "{\"version\": 7, \"descriptor\": [], \"requestedBy\": \"\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("version is not a text", "descriptor is not", "requestedBy has");

        assertThat(stage.deployer()
                        .post("/deployments", "application/json", "<html>")
                        .body())
                .contains("not JSON", "line 1");
        assertThat(stage.deployer().post("/deployments", "application/json", "").statusCode())
                .isEqualTo(400);
        assertThat(stage.deployer()
                        .post(
                                "/deployments",
                                "application/json",
                                "{\"version\":\"1\",\"descriptor\":{\"name\":\"../x\"}}")
                        .body())
                .contains("/name");
        assertThat(stage.deployer()
                        .post("/applications/Shop/rollback", "application/json", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(stage.deployer()
                        .post("/applications/shop/promote", "application/json", "{\"force\":true}")
                        .body())
                .contains("reason is missing");
        assertThat(stage.deployer().post("/deployments", "text/plain", "{}").statusCode())
                .isEqualTo(415);
        assertThat(stage.deployer()
                        .post("/deployments", "application/json", "x".repeat(1_100_000))
                        .statusCode())
                .isEqualTo(413);
    }
}
