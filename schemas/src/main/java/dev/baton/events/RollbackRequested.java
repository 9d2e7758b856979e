package dev.baton.events;

import java.util.Optional;

/** Asks to move the traffic back to the standby. */
public record RollbackRequested(String requestedBy, Optional<String> reason) implements Request {}
