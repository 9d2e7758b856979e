package dev.baton.demo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.load.Kind;
import dev.baton.load.LoadReport;
import dev.baton.load.Loss;
import dev.baton.load.wire.LossCause;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoReportTest {

    private static LoadReport load(long requests, long lost, long broken) {
        var latency = new LoadReport.Latency(0.8, 1.5, 4.2, 9, 12.3);
        List<Loss> losses = lost == 0
                ? List.of()
                : List.of(new Loss(Story.START, Kind.POST, true, LossCause.IDLE_CLOSE, "closed before the answer"));
        return new LoadReport(
                Story.START,
                60_000,
                Map.of(
                        Kind.POST,
                        new LoadReport.Figures(requests, lost, latency),
                        Kind.WEB_SOCKET,
                        new LoadReport.Figures(24, broken, latency)),
                1_440,
                losses);
    }

    private static SwitchFigures move(long epoch, double millis, long stale) {
        return epoch == 3
                ? new SwitchFigures("rollback", 3, "2", "1", "RollbackRequested", Story.START, millis, stale)
                : new SwitchFigures("promote", epoch, "1", "2", "DataVerified", Story.START, millis, stale);
    }

    private static DeploymentFigures deployment(String outcome) {
        return new DeploymentFigures(
                Story.TWO.toString(), "2", outcome, Optional.of(10.25), Optional.of(3_210.0), Optional.of(210.0));
    }

    private static DemoReport report(LoadReport load, List<SwitchFigures> switches, String outcome, boolean verified) {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put("kafka", 160L << 20);
        memory.put("deployer", 150L << 20);
        return new DemoReport(
                load,
                switches,
                List.of(deployment(outcome)),
                new DemoReport.Audit(120, verified, verified ? Optional.empty() : Optional.of("record 7 was altered")),
                Optional.of(new Outage(List.of("kafka", "deployer"), 6.04, 2_400, 0, 0)),
                memory,
                Map.of("first", 9_500L),
                Map.of("java", "25"),
                20_100,
                98.7);
    }

    private static DemoReport good() {
        return report(load(24_000, 0, 0), List.of(move(2, 40, 0), move(3, 20, 0), move(4, 90, 0)), "completed", true);
    }

    @Test
    void passesWhenNothingWasLost() {
        assertEquals(List.of(), good().failures());
    }

    @Test
    void namesEveryReasonToFail() {
        var bad = report(load(19_999, 2, 1), List.of(move(2, SwitchFigures.NEVER, 0), move(3, 20, 5)), "failed", false);
        assertEquals(
                List.of(
                        "2 of 19999 requests were lost",
                        "1 WebSockets broke",
                        "only 19999 requests were made, 20000 are needed",
                        "only 2 switches were made, 3 are needed",
                        "version 2 never answered after the switch to epoch 2",
                        "5 answers came from version 2 after the switch to epoch 3 was reported",
                        "the deployment of version 2 is failed",
                        "the audit chain does not verify: record 7 was altered"),
                bad.failures());
    }

    @Test
    void takesTheMedian() {
        assertEquals(40, good().medianDecidedToServedMs().orElseThrow());
        assertEquals(
                30,
                report(load(1, 0, 0), List.of(move(2, 20, 0), move(4, 40, 0)), "completed", true)
                        .medianDecidedToServedMs()
                        .orElseThrow());
        assertTrue(report(load(1, 0, 0), List.of(), "completed", true)
                .medianDecidedToServedMs()
                .isEmpty());
    }

    @Test
    void givesOneJsonObjectOnOneLine() throws Exception {
        String line = good().toJson();
        assertFalse(line.contains("\n"));
        JsonNode json = JsonMapper.builder().build().readTree(line);
        assertTrue(json.get("passed").asBoolean());
        assertEquals(24_000, json.get("requests").asInt());
        assertEquals(0, json.get("lostRequests").asInt(-1));
        assertEquals(0, json.get("webSocketsBroken").asInt(-1));
        assertEquals(3, json.get("switches").size());
        assertEquals(40, json.at("/switches/0/decidedToServedMs").asDouble());
        assertEquals("RollbackRequested", json.at("/switches/1/releasedBy").asText());
        assertEquals(Story.TWO.toString(), json.at("/deployments/0/id").asText());
        assertEquals("2", json.at("/deployments/0/version").asText());
        assertEquals("completed", json.at("/deployments/0/outcome").asText());
        assertEquals(10.25, json.at("/deployments/0/syncSeconds").asDouble());
        assertEquals(3_210, json.at("/deployments/0/detectionMs").asDouble());
        assertEquals(120, json.get("auditRecords").asInt());
        assertTrue(json.get("auditVerified").asBoolean());
        assertEquals(310L << 20, json.get("memoryBytesTotal").asLong());
        assertEquals(9_500, json.at("/upMillis/first").asInt());
        assertEquals(0, json.at("/outage/lostRequests").asInt(-1));
        assertEquals(0.8, json.at("/load/kinds/POST/latency/p50").asDouble());
    }

    @Test
    void readsWell() {
        assertEquals("""

                Traffic  one strict client on raw sockets: nothing is retried, nothing forgiven
                                         requests  lost  p50 ms  p99 ms  max ms
                  POST, kept connection    24,000     0     0.8     4.2    12.3
                  WebSocket                    24     0     0.8     4.2    12.3
                  1,440 messages came over the WebSockets

                Switches  from the event that decides to the first answer by the new version through NGINX
                                                 released by  decided → served  late answers by the old
                  version 1 → 2                 DataVerified             40 ms                        0
                  version 2 → 1, rollback  RollbackRequested             20 ms                        0
                  version 1 → 2                 DataVerified             90 ms                        0
                  median 40 ms

                Deployments  each indexes 20,100 blocks into a database of its own
                               outcome  caught up in  detected after  beyond the stability time
                  version 2  completed        10.3 s        3,210 ms                     210 ms

                Baton dies, traffic does not notice  kill -9 for kafka, deployer
                  2,400 requests in the 6.0 s without them: 0 lost, 0 WebSockets broken

                Record and footprint
                  audit     120 records, chain verified
                  memory       310 MiB in all
                            kafka               160 MiB
                            deployer            150 MiB
                  up        first            9.5 s
                            java             25

                ✓ 24,000 requests, 24 WebSockets, 3 switches: nothing was lost, in 98.7 s
                """, String.join("\n", new ReportPage(good(), Paint.PLAIN).lines()) + "\n");
    }

    @Test
    void showsWhatWasLostWhenAndWhy() {
        var bad = report(load(20_000, 1, 0), List.of(move(2, 1, 0), move(3, 1, 0), move(4, 1, 0)), "completed", true);
        List<String> lines = new ReportPage(bad, Paint.PLAIN).lines();
        assertTrue(
                lines.contains("  lost: 2026-01-01T00:00:00Z POST, kept connection, kept connection: IDLE_CLOSE,"
                        + " closed before the answer"),
                () -> String.join("\n", lines));
        assertEquals("✗ 1 of 20000 requests were lost", lines.getLast());
    }

    @Test
    void coloursOnlyWhereTold() {
        assertTrue(new ReportPage(good(), Paint.COLOURED).lines().stream().anyMatch(line -> line.contains("\u001b[")));
        assertTrue(new ReportPage(good(), Paint.PLAIN).lines().stream().noneMatch(line -> line.contains("\u001b")));
    }
}
