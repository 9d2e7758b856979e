package dev.baton.events;

import java.util.Optional;

/** The instance was ready and is not any more. */
public record ReadinessLost(String reason, Optional<Long> height, Optional<Long> tip) implements LifecycleEvent {}
