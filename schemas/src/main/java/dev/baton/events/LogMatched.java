package dev.baton.events;

/**
 * A line of the instance's output has matched the descriptor's {@code sync.log}. The line itself is not told: it may hold
 * what nobody else should read.
 *
 * @param pattern the regular expression
 * @param run which start of the instance printed it, from 1
 */
public record LogMatched(String pattern, int run) implements LifecycleEvent {}
