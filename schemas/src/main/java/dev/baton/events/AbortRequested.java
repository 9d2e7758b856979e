package dev.baton.events;

import java.util.Optional;

/** Asks to end a deployment that has not been switched to. */
public record AbortRequested(String requestedBy, Optional<String> reason) implements Request {}
