package dev.baton.syncmonitor.domain.readiness;

import java.util.List;

/** What is asked before an instance counts as ready, in the order in which people read it. */
public enum Check {
    /** Its height is known. */
    HEIGHT("height"),
    /** The chain's tip is known. */
    TIP("tip"),
    /** It answers its health check. */
    HEALTHY("healthy"),
    /** Height and tip contradict neither each other nor what was seen before. */
    CONSISTENT("consistent"),
    /** The tip advances, or has not stood still for long. */
    TIP_AGE("tip-age"),
    /** It goes on when the tip does. */
    ADVANCING("advancing"),
    /** It is within the tolerance of the tip. */
    LAG("lag"),
    /** It has not ended by itself since the row of samples began. */
    RESTART("restart"),
    /** A line of its output has matched what the descriptor awaits, where it awaits one. */
    LOG("log"),
    /** All of that has held for the stability time. */
    STABLE("stable");

    /** Those that a single sample meets or does not. */
    static final List<Check> OF_A_SAMPLE =
            List.of(HEIGHT, TIP, HEALTHY, CONSISTENT, TIP_AGE, ADVANCING, LAG, RESTART, LOG);

    private final String title;

    Check(String title) {
        this.title = title;
    }

    /** The condition's name, as certificates and assessments have it. */
    String title() {
        return title;
    }
}
