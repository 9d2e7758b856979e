package dev.baton.events;

import dev.baton.model.ReadinessCertificate;

/** The instance has caught up, proven by the certificate. Published again before the lease ends, while it waits. */
public record SyncComplete(ReadinessCertificate certificate) implements LifecycleEvent {}
