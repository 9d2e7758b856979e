package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.cli.client.Explanation;
import dev.baton.codec.BatonJson;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {
    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");

    @Test
    void saysWhatIsMissingAndWhenItMayBeThere() throws JsonProcessingException {
        var text = text("""
                {"application": "explorer", "deployment": "019a", "version": "2", "slot": "b", "stage": "Syncing",
                 "since": "2026-03-01T02:00:00Z",
                 "waiting": {"what": "every condition of readiness", "since": "2026-03-01T02:00:00Z"},
                 "readiness": {"ready": false, "assessedAt": "2026-03-01T02:59:58Z",
                   "readyFrom": "2026-03-01T03:10:00Z", "readyBy": "2026-03-02T03:40:00Z",
                   "conditions": [
                     {"name": "lag", "value": "412 blocks", "bound": "at most 2 blocks", "holds": false,
                      "since": "2026-03-01T02:00:00Z", "remedy": "410 more blocks"},
                     {"name": "healthy", "value": "yes", "bound": "yes", "holds": true,
                      "since": "2026-03-01T02:59:00Z"},
                     {"name": "stable", "value": "0 ms", "bound": "30000 ms", "holds": false,
                      "since": "2026-03-01T02:00:00Z"}]},
                 "sources": [{"name": "node b", "height": 20069, "age": "PT90S", "leftOut": "silent for 90 s"}],
                 "verification": {"check": "table blocks", "against": "blue", "done": 3200000, "total": 5000000,
                   "held": "blue does not answer", "since": "2026-03-01T02:59:00Z"}}
                """);

        assertThat(text.lines())
                .startsWith(
                        "explorer 2, deployment 019a in slot b: Syncing for 1h 00m",
                        "not ready: lag is 412 blocks, must be at most 2 blocks; ready between 03:10:00 and 2026-03-02 03:40",
                        "waits for every condition of readiness",
                        "verification: table blocks against blue, 3,200,000 of 5,000,000; held for 1m 00s: blue does not answer");
        assertThat(text).contains("""
                        ✗ lag      412 blocks  for 1h 00m  must be: at most 2 blocks
                                   → 410 more blocks
                        ✓ healthy  yes         for 1m 00s  must be: yes
                        ✗ stable   0 ms        for 1h 00m  must be: 30s
                        """).containsPattern("✗ +node b +20,069 +1m 30s +silent for 90 s");
    }

    @Test
    void saysThatNoNewerSampleHasCome() throws JsonProcessingException {
        assertThat(text("""
                {"application": "explorer", "deployment": "019a", "version": "2", "slot": "b", "stage": "Verified",
                 "since": "2026-03-01T02:00:00Z",
                 "readiness": {"ready": true, "assessedAt": "2026-03-01T02:30:00Z",
                   "provenUntil": "2026-03-01T02:31:00Z", "conditions": []}}
                """)).contains("ready, proven until 02:31:00 (as of 30m 00s ago: no newer sample has come)");
    }

    @Test
    void whatNothingIsKnownOfIsStillExplained() throws JsonProcessingException {
        assertThat(text("""
                {"application": "explorer", "deployment": "019a", "version": "2", "slot": "b", "stage": "Failed",
                 "since": "2026-03-01T02:59:00Z", "reason": "aborted by ada"}
                """)).isEqualTo("""
                explorer 2, deployment 019a in slot b: Failed for 1m 00s
                because: aborted by ada
                """);
    }

    private static String text(String json) throws JsonProcessingException {
        return ExplanationText.of(BatonJson.mapper().readValue(json, Explanation.class), NOW, ZoneOffset.UTC);
    }
}
