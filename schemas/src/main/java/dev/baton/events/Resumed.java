package dev.baton.events;

/** The pause is over: a deployment that is proven ready may be switched to. */
public record Resumed(String requestedBy, String reason) implements LifecycleEvent {}
