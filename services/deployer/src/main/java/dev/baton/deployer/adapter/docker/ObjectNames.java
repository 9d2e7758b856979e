package dev.baton.deployer.adapter.docker;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;

/**
 * What the objects of a deployment are called in the engine. The same for the same deployment, so that a second attempt
 * finds what the first one has made.
 */
record ObjectNames(ApplicationName application, DeploymentId deployment) {

    /** A container, by its name within the instance. */
    String container(String name) {
        return prefix() + "-" + name;
    }

    /** A volume, by its name within the instance. */
    String volume(String name) {
        return prefix() + "-" + name;
    }

    /** The network that the instance's containers share. */
    String network() {
        return prefix();
    }

    private String prefix() {
        return "baton-" + application + "-" + deployment.brief();
    }
}
