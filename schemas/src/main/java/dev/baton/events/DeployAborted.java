package dev.baton.events;

/** The deployment was ended on request before it was switched to, or even before its turn to begin had come. */
public record DeployAborted(String requestedBy, String reason) implements LifecycleEvent {}
