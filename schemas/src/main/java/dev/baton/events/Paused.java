package dev.baton.events;

/**
 * From now on the application's traffic moves to no new version, unless somebody forces it. Deployments are started,
 * synced and verified as ever, and rollbacks happen. What Baton would end because its time is over, it keeps.
 */
public record Paused(String requestedBy, String reason) implements LifecycleEvent {}
