package dev.baton.events;

import java.util.Optional;

/** Asks to end what {@link PauseRequested} began. */
public record ResumeRequested(String requestedBy, Optional<String> reason) implements Request {}
