package dev.baton.events;

import java.time.Duration;

/**
 * The end of a deployment that is live.
 *
 * @param took from the request to the confirmation
 */
public record DeployCompleted(String version, Duration took) implements LifecycleEvent {}
