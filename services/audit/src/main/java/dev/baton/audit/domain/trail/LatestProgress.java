package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.Place;
import dev.baton.events.SyncProgress;

/**
 * The newest sample of a deployment.
 *
 * @param source where it was read
 */
public record LatestProgress(SyncProgress progress, Place source) {}
