package dev.baton.demo.report;

import java.time.Instant;

/**
 * One move of all traffic.
 *
 * @param kind {@code promote} or {@code rollback}
 * @param epoch the number of the route
 * @param fromVersion who served before
 * @param toVersion who serves since
 * @param releasedBy the event that released it: {@code DataVerified}, {@code PromoteRequested}, {@code RollbackRequested}
 * @param decidedAt that event's time
 * @param decidedToServedMs from then until the first answer by the new route had arrived at the load client, through
 *     NGINX; {@code -1} if none ever did
 * @param staleAnswers answers by the version before to requests that were begun after the switch was reported as proven
 */
public record SwitchFigures(
        String kind,
        long epoch,
        String fromVersion,
        String toVersion,
        String releasedBy,
        Instant decidedAt,
        double decidedToServedMs,
        long staleAnswers) {

    /** What {@link #decidedToServedMs} says when the new version never answered. */
    public static final double NEVER = -1;
}
