package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.cli.client.ApplicationState;
import dev.baton.codec.BatonJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WayBackTextTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SAMPLE =
            ", \"progress\": {\"deployment\": \"019a\", \"sampledAt\": \"2026-03-01T11:59:55Z\", %s}";

    @Test
    void saysUntilWhenAndAtWhatLag() throws JsonProcessingException {
        assertThat(open("2026-03-02T12:00:00Z", SAMPLE.formatted("\"height\": 4000, \"tip\": 5234, \"unknown\": []")))
                .isEqualTo("shop: rollback to 1.0 possible until 2026-03-02T12:00:00Z, standby 1,234 blocks behind at"
                        + " 2026-03-01T11:59:55Z");
        assertThat(open("2026-03-02T12:00:00Z", SAMPLE.formatted("\"height\": 99, \"tip\": 100, \"unknown\": []")))
                .endsWith("standby 1 block behind at 2026-03-01T11:59:55Z");
        assertThat(open("2026-03-02T12:00:00Z", SAMPLE.formatted("\"height\": 101, \"tip\": 100, \"unknown\": []")))
                .endsWith("standby 0 blocks behind at 2026-03-01T11:59:55Z");
    }

    @Test
    void saysThatTheLagIsNotKnown() throws JsonProcessingException {
        assertThat(open(
                        "2026-03-02T12:00:00Z",
                        SAMPLE.formatted("\"height\": 4, \"unknown\": [\"tip: no\\u001b[31m answer\"]")))
                .endsWith("standby at an unknown lag at 2026-03-01T11:59:55Z: tip: no [31m answer");
        assertThat(open("2026-03-02T12:00:00Z", "")).endsWith("standby not sampled yet");
    }

    @Test
    void promisesNoTimeThatIsOver() throws JsonProcessingException {
        assertThat(open("2026-03-01T11:00:00Z", ""))
                .startsWith("shop: rollback to 1.0 possible until the standby is retired, which is due since"
                        + " 2026-03-01T11:00:00Z");
    }

    @Test
    void saysWhyThereIsNone() throws JsonProcessingException {
        assertThat(line("""
                {"possible": false, "deployment": "019a", "version": "1.0", "until": "2026-03-02T12:00:00Z",
                 "since": "2026-03-01T11:30:00Z", "reason": "not healthy for 6 s: HTTP 500"}"""))
                .isEqualTo(
                        "shop: no rollback: the standby, 1.0, cannot serve since 2026-03-01T11:30:00Z: not healthy for 6 s:"
                                + " HTTP 500");
        assertThat(line("{\"possible\": false, \"reason\": \"no version that served before is kept\"}"))
                .isEqualTo("shop: no rollback: no version that served before is kept");
    }

    @Test
    void saysNothingWhereNothingServes() throws JsonProcessingException {
        assertThat(WayBackText.of(state("{\"name\": \"shop\", \"epoch\": 0}"), NOW))
                .isEmpty();
    }

    private static String open(String until, String more) throws JsonProcessingException {
        return line("{\"possible\": true, \"version\": \"1.0\", \"until\": \"%s\"%s}".formatted(until, more));
    }

    private static String line(String rollback) throws JsonProcessingException {
        var state = state("{\"name\": \"shop\", \"epoch\": 2, \"rollback\": %s}".formatted(rollback));
        return WayBackText.of(state, NOW).orElseThrow();
    }

    private static ApplicationState state(String json) throws JsonProcessingException {
        return BatonJson.mapper().readValue(json, ApplicationState.class);
    }
}
