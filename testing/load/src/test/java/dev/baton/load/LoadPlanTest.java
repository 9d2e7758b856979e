package dev.baton.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.baton.load.wire.Response;
import dev.baton.load.wire.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadPlanTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Traffic gets(String path, int clients, double perSecond) {
        return new Traffic.KeepAliveGets(path, clients, perSecond, AnswerCheck.notEmpty());
    }

    private static LoadPlan plan(List<Traffic> traffic, Duration longest, long mostRequests) {
        return new LoadPlan(Target.loopback(1), traffic, longest, mostRequests, SECOND);
    }

    @Test
    void isBoundedInTimeCountAndRate() {
        List<Traffic> some = List.of(gets("/", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> plan(List.of(), SECOND, 1));
        assertThrows(IllegalArgumentException.class, () -> plan(some, Duration.ZERO, 1));
        assertThrows(IllegalArgumentException.class, () -> plan(some, Duration.ofHours(2), 1));
        assertThrows(IllegalArgumentException.class, () -> plan(some, SECOND, 0));
        assertThrows(IllegalArgumentException.class, () -> plan(some, SECOND, Long.MAX_VALUE));
        assertThrows(
                IllegalArgumentException.class,
                () -> plan(List.of(gets("/", 10, 6_000), gets("/", 10, 6_000)), SECOND, 1));
    }

    @Test
    void boundsEachStream() {
        assertThrows(IllegalArgumentException.class, () -> gets("no-slash", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> gets("/a b", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> gets("/\r\nX: y", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> gets("/", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> gets("/", 100_000, 1));
        assertThrows(IllegalArgumentException.class, () -> gets("/", 1, Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> new Traffic.WebSockets("/", 1, Duration.ZERO, SECOND, SECOND));
    }

    @Test
    void everyBinaryBodyIsDifferent() {
        PostBody body = PostBody.binary(1024);
        assertFalse(Arrays.equals(body.bytesOf().apply(1), body.bytesOf().apply(2)));
        assertArrayEquals(body.bytesOf().apply(1), body.bytesOf().apply(1));
        assertThrows(IllegalArgumentException.class, () -> PostBody.binary(7));
        assertThrows(IllegalArgumentException.class, () -> PostBody.text("a\r\nb", ""));
    }

    @Test
    void aChecksumMustBeThatOfTheBodySent() throws Exception {
        byte[] sent = "baton".getBytes(StandardCharsets.UTF_8);
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent));
        assertEquals(
                Optional.empty(), AnswerCheck.sha256OfSent().fault(sent, answer("{\"sha256\":\"" + right + "\"}")));
        assertEquals(
                Optional.of("answer without the SHA-256 of the body sent"),
                AnswerCheck.sha256OfSent().fault(new byte[] {1}, answer(right)));
    }

    @Test
    void bothPartsOfACombinedCheckCount() {
        AnswerCheck check = AnswerCheck.containing("height").and(AnswerCheck.routed());
        assertEquals(Optional.of("body without 'height'"), check.fault(new byte[0], answer("{}")));
        assertEquals(Optional.of("no readable Baton-Route header"), check.fault(new byte[0], answer("{\"height\":1}")));
    }

    private static Response answer(String body) {
        return new Response(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
