package dev.baton.load.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    private static ResponseReader over(String bytes) {
        return new ResponseReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void readsABodyOfKnownLength() throws IOException {
        Response response = over("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nBaton-Route: a.1.x\r\n\r\nhello")
                .read();
        assertEquals(200, response.status());
        assertEquals("hello", response.text());
        assertEquals("a.1.x", response.header("baton-ROUTE").orElseThrow());
        assertFalse(response.announcesClose());
    }

    @Test
    void joinsChunksAndSkipsTrailers() throws IOException {
        Response response = over("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "4;x=y\r\nbato\r\n1\r\nn\r\n0\r\nTrailer: t\r\n\r\n")
                .read();
        assertEquals("baton", response.text());
    }

    @Test
    void skipsInterimAnswers() throws IOException {
        Response response = over("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
                .read();
        assertEquals(204, response.status());
        assertTrue(response.successful());
    }

    @Test
    void readsTwoAnswersInARow() throws IOException {
        ResponseReader reader = over("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"
                + "HTTP/1.1 503 No\r\nContent-Length: 1\r\nConnection: close\r\n\r\n2");
        assertEquals("1", reader.read().text());
        Response second = reader.read();
        assertEquals("2", second.text());
        assertTrue(second.announcesClose());
        assertFalse(second.successful());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
            })
    void noticesAnAnswerThatEndsTooEarly(String bytes) {
        assertThrows(EOFException.class, () -> over(bytes).read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 2OO OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nended by closing, so perhaps cut",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String bytes) {
        var refusal = assertThrows(WireException.class, () -> over(bytes).read());
        assertEquals(LossCause.MALFORMED, refusal.lossCause());
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThrows(
                WireException.class,
                () -> over("HTTP/1.1 200 " + "x".repeat(20_000)).read());
    }

    @Test
    void knowsWhetherTheAnswerHadBegun() {
        ResponseReader nothing = over("");
        assertThrows(EOFException.class, nothing::read);
        assertFalse(nothing.answerBegan());
        ResponseReader something = over("H");
        assertThrows(EOFException.class, something::read);
        assertTrue(something.answerBegan());
    }
}
