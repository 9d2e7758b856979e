package dev.baton.events;

/** The deployment was ended on request before it was switched to. */
public record DeployAborted(String requestedBy, String reason) implements LifecycleEvent {}
