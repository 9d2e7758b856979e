package dev.baton.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.demo.report.DemoReport;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.Launcher;
import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * What the demo asks audit.
 *
 * @param audit the service's base address
 */
record AuditQuestions(URI audit) {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Waits until at least that many records are in the trail. */
    void awaitRecords(long least) {
        await(
                "audit to have recorded " + least + " events",
                "/audit/verify",
                answer -> answer.path("records").asLong() >= least);
    }

    /** Waits until audit says that this deployment is live; returns what it says of the application. */
    JsonNode awaitLive(DeploymentId live) {
        return await(
                "Baton to know that " + live + " is live",
                "/applications/" + IndexerDescriptor.APPLICATION,
                answer -> answer.at("/live/deployment").asText().equals(live.toString()));
    }

    /** What {@code baton audit verify --json} said; it exits with 1 where the chain is broken. */
    static DemoReport.Audit verdict(Launcher.Result result) {
        try {
            JsonNode verdict = JSON.readTree(result.output().lines().reduce("", (_, last) -> last));
            List<String> faults = new ArrayList<>();
            verdict.path("chains").forEach(chain -> {
                if (chain.has("fault")) {
                    faults.add(chain.path("fault").toString());
                }
            });
            return new DemoReport.Audit(
                    verdict.path("records").asLong(),
                    result.exitCode() == 0 && verdict.path("verified").asBoolean(),
                    faults.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", faults)));
        } catch (JsonProcessingException e) {
            throw new DemoFailure("baton audit verify --json printed no JSON: " + result.errors(), e);
        }
    }

    private JsonNode await(String what, String path, Predicate<JsonNode> enough) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return Awaitility.await(what)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(250))
                    // While it reads its state back from Kafka, it answers 503 or not at all.
                    .ignoreExceptions()
                    .until(() -> get(http, audit.resolve(path)), enough);
        }
    }

    private static JsonNode get(HttpClient http, URI address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
