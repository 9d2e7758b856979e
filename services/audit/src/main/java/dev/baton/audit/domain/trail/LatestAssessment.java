package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.Place;
import dev.baton.events.ReadinessAssessed;

/**
 * The newest assessment of a deployment's readiness.
 *
 * @param source where it was read
 */
public record LatestAssessment(ReadinessAssessed assessment, Place source) {}
