package dev.baton.router.domain;

import java.time.Instant;

/**
 * What the health checks of a probation have shown so far.
 *
 * @param passed how many passed
 * @param failed how many failed
 * @param failedInARow how many failed since the last that passed
 * @param lastFault what came instead of health, last
 */
public record ProbationRecord(int passed, int failed, int failedInARow, String lastFault) {

    /** One lost answer proves nothing; this many in a row do. */
    public static final int MOST_FAILED_IN_A_ROW = 3;

    /** What follows from the checks. */
    public sealed interface Verdict {

        /** Not over. */
        record Open() implements Verdict {}

        /** Over, and the deployment is healthy. */
        record Passed(int checks) implements Verdict {}

        /** The deployment does not serve; the reason has the numbers. */
        record Breached(String reason) implements Verdict {}
    }

    public static ProbationRecord begin() {
        return new ProbationRecord(0, 0, 0, "");
    }

    /** The record with one more check, through the router. */
    public ProbationRecord with(Answer answer, Route route) {
        var byRoute = answer instanceof Answer.Answered answered
                && answered.route().filter(route.name()::equals).isPresent();
        if (answer.healthy() && byRoute) {
            return new ProbationRecord(passed + 1, failed, 0, lastFault);
        }
        var fault = answer.healthy() ? "an answer by another route" : answer.summary();
        return new ProbationRecord(passed, failed + 1, failedInARow + 1, fault);
    }

    /** What follows now; never a pass on a failed check, however late it is. */
    public Verdict verdict(Instant now, Instant until) {
        if (failedInARow >= MOST_FAILED_IN_A_ROW) {
            return new Verdict.Breached(
                    "%d health checks in a row failed through the router, the last with: %s (%d of %d passed since the switch)"
                            .formatted(failedInARow, lastFault, passed, passed + failed));
        }
        return failedInARow == 0 && passed > 0 && !now.isBefore(until)
                ? new Verdict.Passed(passed)
                : new Verdict.Open();
    }
}
