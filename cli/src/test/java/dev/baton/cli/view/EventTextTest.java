package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.codec.BatonJson;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EventTextTest {
    @Test
    void tellsTimeKindDeploymentAndPlainValues() throws Exception {
        var event = event("""
                {"type": "dev.baton.deploy-accepted.v1", "time": "2026-01-02T03:04:05.678Z",
                 "deploymentid": "0199f0aa-0000-7000-8000-0123456789ab",
                 "data": {"version": "v2", "slot": "b", "descriptor": {"name": "x"}, "slotPorts": [1, 2, 3]}}
                """);

        assertThat(EventText.of(event, ZoneOffset.UTC))
                .isEqualTo("2026-01-02 03:04:05.678  deploy-accepted    456789ab  version=v2, slot=b");
    }

    @Test
    void showsReasonsAndNoControlCharacters() throws Exception {
        var event = event("""
                {"type": "dev.baton.deploy-rejected.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"version": "4", "reasons": ["no\\u001b[31m such", "slot\\nfree"]}}
                """);

        assertThat(EventText.of(event, ZoneOffset.UTC)).endsWith("-         version 4: no [31m such; slot free");
    }

    @Test
    void tellsABreachWithoutAWayBackInWords() throws Exception {
        var event = event("""
                {"type": "dev.baton.switch-confirmed.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"epoch": 1, "checks": 15, "breach": "HTTP 500; there is no standby to go back to"}}
                """);

        assertThat(EventText.of(event, ZoneOffset.UTC))
                .endsWith("its probation was breached: HTTP 500; there is no standby to go back to");
    }

    @Test
    void namesTheImagesThatRun() throws Exception {
        var event = event("""
                {"type": "dev.baton.images-resolved.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"images": [{"container": "api", "reference": "explorer:2", "id": "sha256:9f86d081"}]}}
                """);

        assertThat(EventText.of(event, ZoneOffset.UTC)).endsWith("-         explorer:2=sha256:9f86d081");
    }

    @Test
    void saysThatSharedDataNeedsNoSync() throws Exception {
        var event = event("""
                {"type": "dev.baton.deploy-accepted.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"version": "v2", "descriptor": {"database": {"dataVersion": "3"}}, "slot": "b",
                          "dataOf": "0199f0aa-0000-7000-8000-0123456789ab"}}
                """);

        assertThat(EventText.of(event, ZoneOffset.UTC))
                .endsWith("version=v2, slot=b, uses the database of deployment 0199f0aa-0000-7000-8000-0123456789ab"
                        + " (data version 3): no re-sync");
    }

    @Test
    void tellsMilestonesAndTheAwaitedLineInWords() throws Exception {
        assertThat(EventText.of(event("""
                {"type": "dev.baton.milestone-reached.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"milestone": "HEIGHT", "mark": 1000000, "height": 1000412, "tip": 5000000, "eta": "PT1H22M"}}
                """), ZoneOffset.UTC))
                .endsWith("passed 1,000,000: 1,000,412 of 5,000,000, ETA 1h 22m");
        assertThat(EventText.of(event("""
                {"type": "dev.baton.milestone-reached.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"milestone": "NEAR", "height": 4999000, "tip": 5000000}}
                """), ZoneOffset.UTC)).endsWith("near the tip: 4,999,000 of 5,000,000");
        assertThat(EventText.of(event("""
                {"type": "dev.baton.log-matched.v1", "time": "2026-01-02T03:04:05Z",
                 "data": {"pattern": "catchup\\tcompleted", "run": 1}}
                """), ZoneOffset.UTC)).endsWith("a line of its output matches catchup completed");
    }

    @Test
    void tellsPausesExpiryAndTheStandbysStateInWords() throws Exception {
        assertThat(line("standby-lost", "{\"reason\": \"not healthy for 6 s: HTTP 500\"}"))
                .endsWith("standby-lost       -         no rollback is possible: not healthy for 6 s: HTTP 500");
        assertThat(line("standby-restored", "{}"))
                .endsWith("standby-restored   -         a rollback is possible again");
        assertThat(line("paused", "{\"requestedBy\": \"ada\", \"reason\": \"the chain forks\"}"))
                .endsWith("paused             -         by ada: the chain forks");
        assertThat(line("resumed", "{\"requestedBy\": \"ada\", \"reason\": \"it is over\"}"))
                .endsWith("resumed            -         by ada: it is over");
        assertThat(line("expiry-announced", "{\"expiresAt\": \"2026-03-08T02:00:00Z\"}"))
                .endsWith("it is ended at 2026-03-08T02:00:00Z unless it is promoted before");
    }

    private static String line(String kind, String data) throws Exception {
        return EventText.of(
                event("{\"type\": \"dev.baton.%s.v1\", \"data\": %s}".formatted(kind, data)), ZoneOffset.UTC);
    }

    @Test
    void isOneShortLineHoweverLongTheEvent() throws Exception {
        var event = event(
                "{\"type\": \"dev.baton.green-failed.v1\", \"data\": {\"cause\": \"" + "x".repeat(9_000) + "\"}}");

        assertThat(EventText.of(event, ZoneOffset.UTC)).hasSizeLessThan(250).endsWith("…");
    }

    private static RecordedEvent event(String json) throws Exception {
        JsonNode node = BatonJson.mapper().readTree(json);
        return new RecordedEvent(1, Instant.EPOCH, node);
    }
}
