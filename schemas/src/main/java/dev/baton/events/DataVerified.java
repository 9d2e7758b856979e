package dev.baton.events;

import dev.baton.model.Verification;

/** The instance's data is complete and right, as far as {@code verification} says. */
public record DataVerified(Verification verification) implements LifecycleEvent {}
