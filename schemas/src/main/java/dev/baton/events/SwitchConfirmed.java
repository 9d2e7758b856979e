package dev.baton.events;

/**
 * Probation is over without a breach.
 *
 * @param checks how many health checks passed
 */
public record SwitchConfirmed(long epoch, int checks) implements LifecycleEvent {}
