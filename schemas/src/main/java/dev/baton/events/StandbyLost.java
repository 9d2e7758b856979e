package dev.baton.events;

/**
 * The standby cannot serve any more: a rollback to it would fail now.
 *
 * @param reason what it answers, or that it does not run
 */
public record StandbyLost(String reason) implements LifecycleEvent {}
