package dev.baton.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerLogTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RouteTag BLUE = new RouteTag("a", 1, "blue");
    private static final RouteTag GREEN = new RouteTag("b", 2, "green");

    private final AnswerLog log = new AnswerLog(Timebase.anchored(() -> START, () -> 500));

    private void answer(RouteTag tag, long sentMillis, long receivedMillis) {
        log.add(Kind.POST, tag, 500 + sentMillis * 1_000_000, 500 + receivedMillis * 1_000_000);
    }

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    @Test
    void findsTheFirstAnswerByADeploymentAfterATime() {
        answer(BLUE, 0, 5);
        answer(GREEN, 10, 30);
        answer(GREEN, 12, 20);
        Answer first = log.firstBy("green", at(3)).orElseThrow();
        assertEquals(new Answer(Kind.POST, GREEN, at(12), at(20)), first);
        assertEquals(at(30), log.firstBy("green", at(21)).orElseThrow().received());
        assertEquals(Optional.empty(), log.firstBy("green", at(31)));
        assertEquals(Optional.empty(), log.firstBy("red", at(0)));
    }

    @Test
    void tellsASecondStayOfADeploymentFromItsFirst() {
        answer(BLUE, 0, 5);
        answer(GREEN, 6, 8);
        RouteTag again = new RouteTag("a", 3, "blue");
        answer(again, 10, 12);
        assertEquals(
                again, log.first(tag -> tag.epoch() == 3, at(0)).orElseThrow().route());
    }

    @Test
    void tellsRequestsBegunBeforeFromThoseBegunAfter() {
        answer(BLUE, 9, 30);
        answer(BLUE, 10, 11);
        answer(GREEN, 12, 13);
        assertEquals(List.of(new Answer(Kind.POST, BLUE, at(10), at(11))), log.byBegunAfter("blue", at(10)));
        assertEquals(List.of(), log.byBegunAfter("blue", at(11)));
    }

    @Test
    void countsPerRouteInTheOrderOfAppearance() {
        answer(GREEN, 1, 2);
        answer(BLUE, 1, 2);
        answer(GREEN, 3, 4);
        assertEquals(
                List.of(Map.entry(GREEN, 2L), Map.entry(BLUE, 1L)),
                List.copyOf(log.perRoute().entrySet()));
    }

    @Test
    void growsBeyondItsFirstSize() {
        for (int i = 0; i < 10_000; i++) {
            answer(i % 2 == 0 ? BLUE : GREEN, i, i + 1);
        }
        assertEquals(10_000, log.size());
        assertEquals(at(9_998), log.byBegunAfter("blue", at(9_998)).getFirst().sent());
    }

    @Test
    void readsTheHeaderAndNothingElse() {
        assertEquals(
                Optional.of(new RouteTag("b", 42, "0198c5b2-7b1a-7000-8000-000000000001")),
                RouteTag.parse("b.42.0198c5b2-7b1a-7000-8000-000000000001"));
        for (String bad :
                List.of("", "b", "b.42", "b.x.id", "b.-1.id", "b.1.", "b.1.a b", "b.9999999999999999999.id")) {
            assertTrue(RouteTag.parse(bad).isEmpty(), bad);
        }
    }
}
