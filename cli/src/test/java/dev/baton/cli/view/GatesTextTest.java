package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.cli.client.ApplicationState;
import dev.baton.codec.BatonJson;
import org.junit.jupiter.api.Test;

class GatesTextTest {

    @Test
    void saysWhatIsPausedHeldAnnouncedAndQueued() throws JsonProcessingException {
        var state = state("""
                {"name": "shop", "epoch": 1,
                 "inProgress": {"deployment": "019a", "version": "2.0", "slot": "b", "stage": "Verified",
                   "since": "2026-03-01T02:00:00Z", "expiresAt": "2026-03-08T02:00:00Z"},
                 "paused": {"requestedBy": "ada", "reason": "fork\\u001b[31m tonight", "since": "2026-03-01T01:00:00.123456Z"},
                 "holds": [{"kind": "PROMOTION", "reason": "somebody has to promote it"},
                   {"kind": "PAUSE", "reason": "shop is paused by ada"},
                   {"kind": "WINDOW", "reason": "no window is open; the next opens at 2026-03-02 09:00 (UTC)",
                    "until": "2026-03-02T09:00:00Z"}],
                 "queueAwaits": "the end of version 2.0 (Verified)",
                 "queued": [{"request": "r1", "deployment": "019b", "version": "3.0", "requestedBy": "ci",
                   "requestedAt": "2026-03-01T02:30:00Z", "whileBusy": "queue"},
                   {"request": "r2", "version": "4.0", "requestedBy": "kcat",
                   "requestedAt": "2026-03-01T02:31:00Z", "whileBusy": "supersede"}]}
                """);

        assertThat(GatesText.of(state))
                .containsExactly(
                        "shop is paused by ada since 2026-03-01T01:00:00Z: fork [31m tonight",
                        "shop 2.0 is verified and held: somebody has to promote it; ./baton promote shop releases it",
                        "shop 2.0 is verified and held: no window is open; the next opens at 2026-03-02 09:00 (UTC);"
                                + " only ./baton promote shop --force --reason R goes past that",
                        "shop 2.0 is ended at 2026-03-08T02:00:00Z unless it is promoted before",
                        "shop 3.0 waits since 2026-03-01T02:30:00Z for the end of version 2.0 (Verified), asked"
                                + " for by ci (queue); ./baton abort shop"
                                + " --deployment 019b ends that",
                        "shop 4.0 waits since 2026-03-01T02:31:00Z for its turn, asked for by kcat (supersede)");
    }

    @Test
    void saysNothingWhereNothingWaits() throws JsonProcessingException {
        assertThat(GatesText.of(state("{\"name\": \"shop\", \"epoch\": 0}"))).isEmpty();
    }

    private static ApplicationState state(String json) throws JsonProcessingException {
        return BatonJson.mapper().readValue(json, ApplicationState.class);
    }
}
