package dev.baton.events;

import java.time.Instant;

/**
 * A deployment that could serve and that nobody promotes will be ended.
 *
 * @param expiresAt when, unless it is promoted before
 */
public record ExpiryAnnounced(Instant expiresAt) implements LifecycleEvent {}
