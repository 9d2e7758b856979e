package dev.baton.events;

import java.time.Duration;
import java.util.Optional;

/**
 * The instance has come to a point on its way to the tip that people want to hear of. Changes nothing.
 *
 * @param milestone which one
 * @param mark the height that was passed, in blocks; empty for {@link Milestone#NEAR}
 * @param eta how long until it reaches the tip
 */
public record MilestoneReached(Milestone milestone, Optional<Long> mark, long height, long tip, Optional<Duration> eta)
        implements LifecycleEvent {

    /** What was reached. */
    public enum Milestone {
        /** A multiple of {@code sync.milestones.every}. */
        HEIGHT,
        /** The tip is no further than {@code sync.milestones.before}. */
        NEAR
    }
}
