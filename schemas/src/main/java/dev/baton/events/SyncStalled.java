package dev.baton.events;

import java.time.Instant;
import java.util.Optional;

/**
 * Catching up has come to nothing: no progress for too long, or the deadline is over.
 *
 * @param since when it last made progress
 */
public record SyncStalled(String reason, Instant since, Optional<Long> height, Optional<Long> tip)
        implements LifecycleEvent {}
