package dev.baton.events;

import dev.baton.model.Address;
import java.time.Instant;

/**
 * Green runs and answers its health check. It has not caught up yet.
 *
 * @param address where it listens: its slot's address
 * @param startedAt when its process was started
 */
public record GreenStarted(Address address, Instant startedAt) implements LifecycleEvent {}
