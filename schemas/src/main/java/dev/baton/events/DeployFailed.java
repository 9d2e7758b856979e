package dev.baton.events;

/** The end of a deployment that is not live. A rolled-back one may still be promoted again while it is kept. */
public record DeployFailed(String version, String reason) implements LifecycleEvent {}
