package dev.baton.load.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private static Frame read(String hex) throws IOException {
        return Frame.read(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }

    @Test
    void masksTheExampleOfTheStandard() {
        // RFC 6455, section 5.7: a single-frame masked text message that contains "Hello".
        byte[] bytes = Frame.of(Frame.Opcode.TEXT, "Hello".getBytes(StandardCharsets.US_ASCII))
                .masked(0x37fa213d);
        assertEquals("818537fa213d7f9f4d5158", HexFormat.of().formatHex(bytes));
    }

    @Test
    void acceptsTheHandshakeOfTheStandard() {
        // RFC 6455, section 1.3.
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketConnection.acceptFor("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    @Test
    void readsTheExampleOfTheStandard() throws IOException {
        Frame frame = read("810548656c6c6f");
        assertEquals(Frame.Opcode.TEXT, frame.opcode());
        assertArrayEquals("Hello".getBytes(StandardCharsets.US_ASCII), frame.payload());
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
    void choosesTheShortestLengthField(int length, int headerBytes) {
        assertEquals(
                headerBytes + 4 + length,
                Frame.of(Frame.Opcode.BINARY, new byte[length]).masked(1).length);
    }

    @Test
    void readsTheLongerLengthFields() throws IOException {
        assertEquals(256, read("827e0100" + "00".repeat(256)).payload().length);
        assertEquals(65536, read("827f0000000000010000" + "00".repeat(65536)).payload().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c100", "8300", "8180", "0900", "887e0080", "827fffffffffffffffff", "827f0000000100000000"})
    void refusesWhatTheStandardForbidsOrNobodySends(String hex) {
        var refusal = assertThrows(WireException.class, () -> read(hex));
        assertEquals(LossCause.MALFORMED, refusal.lossCause());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "81", "8105", "810548"})
    void noticesAFrameThatEndsTooEarly(String hex) {
        assertThrows(EOFException.class, () -> read(hex));
    }

    @Test
    void saysWhyAServerClosed() throws IOException {
        assertEquals("1001 bye", read("880503e9627965").closeReason());
        assertEquals("no code", read("8800").closeReason());
    }
}
