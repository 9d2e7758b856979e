package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
    private final StringWriter written = new StringWriter();

    @Test
    void drawsOverTheLinesBeforeOnATerminal() {
        var lines = new LiveLines(new PrintWriter(written), true, 80);

        lines.show(List.of("one", "two"));
        lines.print("stays");
        lines.show(List.of("three"));

        assertThat(written).hasToString("one\ntwo\n" + "\033[1A\033[2K".repeat(2) + "stays\nthree\n");
    }

    @Test
    void drawsNoLineThatGoesOnInTheNextRow() {
        new LiveLines(new PrintWriter(written), true, 40).show(List.of("x".repeat(41), "y".repeat(40)));

        assertThat(written).hasToString("x".repeat(39) + "…\n" + "y".repeat(40) + "\n");
    }

    @Test
    void printsNowAndThenWithoutATerminal() {
        var lines = new LiveLines(new PrintWriter(written), false, 40);

        lines.show(List.of("one"));
        lines.show(List.of("two"));
        lines.print("stays");

        assertThat(written).hasToString("one\nstays\n");
    }
}
