package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ShadowTextTest {
    private static final String REPORT = """
            {"kind": "report", "application": "explorer", "version": "2", "green": {"host": "127.0.0.1", "port": 8081},
             "startedAt": "2026-03-01T01:00:00Z", "endedAt": "2026-03-01T04:00:00Z", "byHand": false,
            """;

    private final StringWriter written = new StringWriter();
    private final ShadowText text = new ShadowText(
            new LiveLines(new PrintWriter(written), true, 120),
            Clock.fixed(Instant.parse("2026-03-01T03:12:05Z"), ZoneOffset.UTC),
            ZoneOffset.UTC);

    @Test
    void drawsWhereGreenStandsBelowWhatHappened() throws JsonProcessingException {
        show("""
                {"kind": "assessment", "assessment": {"assessedAt": "2026-03-01T03:12:04Z", "ready": false, "findings": [
                   {"condition": {"name": "lag", "value": "412 blocks", "bound": "at most 2 blocks", "holds": false},
                    "since": "2026-03-01T03:00:00Z"},
                   {"condition": {"name": "stable", "value": "0 ms", "bound": "at least 30000 ms", "holds": false},
                    "since": "2026-03-01T03:00:00Z"}]}}
                """);
        show("""
                {"kind": "sample", "sample": {"sequence": 1, "sampledAt": "2026-03-01T03:12:05Z", "height": 19588,
                 "tip": 20000, "healthy": true, "unknown": []}}
                """);
        show("""
                {"kind": "other-switched", "at": "2026-03-01T03:12:04Z"}
                """);

        assertThat(written.toString())
                .contains("03:12:04  not ready: lag is 412 blocks, must be at most 2 blocks\n")
                .contains("  97.9 %  19,588 of 20,000\n")
                .contains("03:12:04  the other tool has switched\n");
    }

    @Test
    void reportsASwitchThatCameTooEarly() throws JsonProcessingException {
        show(REPORT + """
                 "verdict": "TOO_EARLY", "otherSwitchedAt": "2026-03-01T03:12:04Z", "otherLater": "-PT28M6S",
                 "wouldSwitch": {"kind": "would-switch", "at": "2026-03-01T03:40:10Z", "height": 20000, "tip": 20001},
                 "atOtherSwitch": [{"name": "lag", "value": "412 blocks", "bound": "at most 2 blocks",
                   "since": "2026-03-01T01:00:00Z", "remedy": "410 more blocks"},
                   {"name": "verified", "value": "not yet", "bound": "yes"}],
                 "sources": [{"name": "node b", "age": "PT90S", "leftOut": "it does not answer"}],
                 "verified": [{"name": "hashes", "against": "source", "compared": 72}],
                 "notChecked": ["restarts of green"]}
                """);

        assertThat(written.toString().lines().toList())
                .containsSequence(
                        "explorer 2 at 127.0.0.1:8081, watched from 2026-03-01 01:00:00 for 3h 00m; nothing was switched",
                        "the other tool switched at 2026-03-01 03:12:04: TOO EARLY, by 28m 06s",
                        "Baton would have switched at 2026-03-01 03:40:10: height 20,000, tip 20,001, verified")
                .contains(
                        "✗ lag           412 blocks  at most 2 blocks",
                        "tip source node b was left out: it does not answer, silent for 1m 30s",
                        "lag lacked 410 more blocks",
                        "found equal: hashes against source (72)",
                        "  restarts of green");
    }

    @Test
    void reportsThatBatonWouldHaveEndedTheDeployment() throws JsonProcessingException {
        show(REPORT + """
                 "verdict": "ENDED", "wouldEnd": {"at": "2026-03-01T03:00:00Z", "reason": "no progress for 600 s"},
                 "atOtherSwitch": [], "sources": [], "verified": [], "notChecked": []}
                """);

        assertThat(written.toString())
                .contains(
                        "the other tool was not seen to switch\n",
                        "Baton would have ended the deployment at 2026-03-01 03:00:00: no progress for 600 s\n");
    }

    private void show(String json) throws JsonProcessingException {
        text.show(BatonJson.mapper().readTree(json));
    }
}
