package dev.baton.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.load.wire.LossCause;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadReportTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private long nanos;
    private final Timebase timebase = Timebase.anchored(() -> START, () -> nanos);
    private final Ledger ledger = new Ledger(timebase);

    @Test
    void countsRequestsAndWebSocketsApart() {
        ledger.answered(Kind.POST, Optional.empty(), 0, 0, 2_000_000);
        ledger.lost(Kind.POST, true, LossCause.RESET, "reset");
        ledger.opened(Optional.of(new RouteTag("a", 1, "blue")), 0, 1_000_000);
        ledger.lost(Kind.WEB_SOCKET, true, LossCause.SILENCE, "quiet");
        LoadReport report = ledger.report();
        assertEquals(2, report.requests());
        assertEquals(1, report.lostRequests());
        assertEquals(1, report.webSocketsOpened());
        assertEquals(1, report.webSocketsBroken());
        assertFalse(report.flawless());
    }

    @Test
    void saysInJsonWhatWasLostWhenAndWhy() throws Exception {
        nanos = 1_500_000_000;
        ledger.answered(Kind.KEEP_ALIVE_GET, Optional.empty(), 0, 0, 4_000_000);
        ledger.lost(Kind.KEEP_ALIVE_GET, true, LossCause.IDLE_CLOSE, "closed before the answer");
        JsonNode json = JsonMapper.builder().build().readTree(ledger.report().toJson());
        assertEquals(2, json.get("requests").asInt());
        assertEquals(1, json.get("lostRequests").asInt());
        assertEquals(0, json.get("webSocketsBroken").asInt());
        assertEquals(1_500, json.get("tookMillis").asInt());
        assertEquals("2026-01-01T00:00:01.500Z", json.at("/losses/0/at").asText());
        assertEquals("IDLE_CLOSE", json.at("/losses/0/cause").asText());
        assertEquals(4.0, json.at("/kinds/KEEP_ALIVE_GET/latency/p50").asDouble(), 0.01);
    }

    @Test
    void keepsCountingWhenLossesAreTooManyToList() {
        for (int i = 0; i < 5_000; i++) {
            ledger.lost(Kind.POST, false, LossCause.NOT_CONNECTED, "refused");
        }
        assertEquals(5_000, ledger.report().lostRequests());
        assertEquals(1_000, ledger.report().losses().size());
    }
}
