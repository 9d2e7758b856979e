package dev.baton.events;

/** The standby that could not serve can do so again. */
public record StandbyRestored() implements LifecycleEvent {}
