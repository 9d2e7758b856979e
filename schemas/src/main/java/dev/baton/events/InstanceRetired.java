package dev.baton.events;

/** The instance is gone, and so is its database. Its slot is free. */
public record InstanceRetired(String reason) implements LifecycleEvent {}
