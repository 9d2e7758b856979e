package dev.baton.audit.topology;

import dev.baton.audit.domain.Place;
import dev.baton.events.SyncProgress;

/**
 * The newest sample of a deployment.
 *
 * @param source where it was read
 */
public record LatestProgress(SyncProgress progress, Place source) {}
