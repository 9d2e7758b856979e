package dev.baton.events;

import java.util.Optional;

/**
 * Asks to move the traffic to the deployment.
 *
 * @param force whether to do so without a proof of readiness; a reason is then required
 */
public record PromoteRequested(String requestedBy, boolean force, Optional<String> reason) implements Request {}
