package dev.baton.bench.readiness;

import java.util.Optional;

/** What one trial has shown. */
final class Verdict {

    private int ready;
    private int wrong;
    private int unknowable;
    private int turned;
    private int refused;
    private int mismatches;
    private boolean wrongByLog;
    private boolean wrongByHeight;
    private Optional<String> reason = Optional.empty();

    /**
     * Readiness was said: upon the last look, and with data verified when it was said. It is wrong where it was true at
     * neither, unless nobody could know.
     */
    void ready(boolean trueThen, boolean trueNow, boolean knowable) {
        ready++;
        var untrue = !trueThen && !trueNow;
        wrong += untrue && knowable ? 1 : 0;
        unknowable += untrue && !knowable ? 1 : 0;
        turned += trueThen && !trueNow ? 1 : 0;
    }

    void refused(String obstacle) {
        refused++;
        reason = Optional.of(obstacle);
    }

    void mismatch() {
        mismatches++;
    }

    void predecessor(Predecessor before) {
        wrongByLog = before.wrongByLog();
        wrongByHeight = before.wrongByHeight();
    }

    int ready() {
        return ready;
    }

    int wrong() {
        return wrong;
    }

    /** How often it was not true, and nobody could know it. */
    int unknowable() {
        return unknowable;
    }

    /** How often it was true when green was looked at, and was no longer when the sample had arrived. */
    int turned() {
        return turned;
    }

    int refused() {
        return refused;
    }

    int mismatches() {
        return mismatches;
    }

    boolean wrongByLog() {
        return wrongByLog;
    }

    boolean wrongByHeight() {
        return wrongByHeight;
    }

    /** Why it was refused, in the predicate's words. */
    Optional<String> reason() {
        return reason;
    }
}
