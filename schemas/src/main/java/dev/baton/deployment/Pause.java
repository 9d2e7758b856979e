package dev.baton.deployment;

import java.time.Instant;

/**
 * An application's traffic stays where it is.
 *
 * @param requestedBy who asked for that
 * @param reason why, for people
 */
public record Pause(String requestedBy, String reason, Instant since) {}
