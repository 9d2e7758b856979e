package dev.baton.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.demo.report.DemoReport;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.Launcher;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditQuestionsTest {

    private static DemoReport.Audit verdict(int exitCode, String output) {
        return AuditQuestions.verdict(new Launcher.Result(exitCode, output, "some words"));
    }

    @Test
    void readsTheLastLine() {
        assertEquals(
                new DemoReport.Audit(33, true, Optional.empty()),
                verdict(0, "words\n{\"verified\":true,\"records\":33,\"chains\":[{\"application\":\"a\"}]}\n"));
    }

    @Test
    void saysWhereTheChainIsBroken() {
        var audit = verdict(1, "{\"verified\":false,\"records\":33,\"chains\":[{\"fault\":{\"kind\":\"Altered\"}}]}");
        assertFalse(audit.verified());
        assertTrue(audit.fault().orElseThrow().contains("Altered"));
    }

    @Test
    void believesNoGoodWordOfACommandThatFailed() {
        assertFalse(
                verdict(1, "{\"verified\":true,\"records\":33,\"chains\":[]}").verified());
    }

    @Test
    void aCommandThatPrintsNoJsonIsAnError() {
        var failure = assertThrows(DemoFailure.class, () -> verdict(0, "all is well"));
        assertTrue(failure.toString().contains("some words"), failure.toString());
    }
}
