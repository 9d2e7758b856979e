package dev.baton.events;

import java.util.Optional;

/** Asks that the application's traffic stay where it is until {@link ResumeRequested}, but for rollbacks. */
public record PauseRequested(String requestedBy, Optional<String> reason) implements Request {}
