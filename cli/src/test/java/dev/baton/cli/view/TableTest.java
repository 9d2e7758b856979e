package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsColumnsAndEndsLinesWithoutBlanks() {
        var table = new Table("WHAT", "PID", "NOTE").row("kafka", 7, "").row("sync-monitor", 12345, "slow");

        assertThat(table).hasToString("""
                WHAT          PID    NOTE
                kafka         7
                sync-monitor  12345  slow
                """);
    }

    @Test
    void refusesARowThatDoesNotFit() {
        var table = new Table("ONE", "TWO");

        assertThatThrownBy(() -> table.row("only one")).isInstanceOf(IllegalArgumentException.class);
    }
}
