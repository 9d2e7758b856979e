package dev.baton.syncmonitor.domain.sampling;

import dev.baton.deployment.Deployment;

/** Knows how to look at a deployment, from what its descriptor says. */
@FunctionalInterface
public interface Observatory {

    /** How it is looked at; the caller closes it. Nothing is read yet. */
    Observed observed(Deployment deployment);
}
