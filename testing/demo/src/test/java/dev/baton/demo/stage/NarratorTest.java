package dev.baton.demo.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.baton.demo.report.Paint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NarratorTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long nanos;

    private Narrator narrator(Paint paint) {
        return new Narrator(new PrintStream(bytes, true, StandardCharsets.UTF_8), paint, () -> nanos);
    }

    private String told() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void after(double seconds) {
        nanos = Math.round(seconds * 1e9);
    }

    @Test
    void putsTheSecondsBeforeEachLine() {
        var narrator = narrator(Paint.PLAIN);
        narrator.tell("first");
        after(12.34);
        narrator.tell("second");
        assertEquals("   0.0 s  first\n  12.3 s  second\n", told());
    }

    @Test
    void printsProgressNowAndThenWhereThereIsNoTerminal() {
        var narrator = narrator(Paint.PLAIN);
        narrator.progress("10 %");
        after(0.5);
        narrator.progress("20 %");
        after(2.0);
        narrator.progress("30 %");
        assertEquals("   0.0 s  10 %\n   2.0 s  30 %\n", told());
    }

    @Test
    void drawsOverProgressOnATerminal() {
        var narrator = narrator(Paint.COLOURED);
        narrator.progress("10 %");
        narrator.progress("20 %");
        narrator.print("done");
        String clear = "\r\u001b[K";
        String offset = "\u001b[2m   0.0 s \u001b[0m ";
        assertEquals(clear + offset + "10 %" + clear + offset + "20 %" + clear + "done\n", told());
    }
}
