package dev.baton.events;

/** The instance is gone, and so is its database, or the reason says what of it stays. Its slot is free. */
public record InstanceRetired(String reason) implements LifecycleEvent {}
