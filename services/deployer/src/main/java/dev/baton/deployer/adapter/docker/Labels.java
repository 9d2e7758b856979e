package dev.baton.deployer.adapter.docker;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Baton writes on everything that it makes in an engine, so that each object tells whose it is. Nothing without the
 * label of exactly one deployment is ever stopped or removed for it.
 */
final class Labels {
    static final String APPLICATION = "dev.baton.application";
    static final String DEPLOYMENT = "dev.baton.deployment";
    static final String VERSION = "dev.baton.version";

    /** The container's name within its instance. */
    static final String CONTAINER = "dev.baton.container";

    /** Which start of this container it is within its deployment, counted from 1, the engine's own restarts aside. */
    static final String RUN = "dev.baton.run";

    /** Which of the instance's containers it is: {@code 2/3} is the second of three. */
    static final String PLACE = "dev.baton.place";

    /** {@code true} where it runs to its end. */
    static final String ONCE = "dev.baton.once";

    /** {@code true} where it serves users. */
    static final String SERVING = "dev.baton.serving";

    /** {@code true} where the instance can serve only when the container's health check says so. */
    static final String HEALTH_MATTERS = "dev.baton.health-matters";

    /** Which Baton made it: several may share an engine. */
    static final String INSTALLATION = "dev.baton.installation";

    /** By this name the instance's containers reach the deployment's own database; no other container has it. */
    static final String DATABASE = "database";

    private Labels() {}

    /** What every object of a deployment carries. */
    static Map<String, String> of(
            String installation, ApplicationName application, DeploymentId deployment, String version) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(INSTALLATION, installation);
        labels.put(APPLICATION, application.value());
        labels.put(DEPLOYMENT, deployment.toString());
        labels.put(VERSION, version);
        return labels;
    }

    /** The one filter by which a deployment's objects are found. */
    static List<String> of(DeploymentId deployment) {
        return List.of(DEPLOYMENT + "=" + deployment);
    }

    static boolean belongs(Map<String, String> labels, DeploymentId deployment) {
        return deployment.toString().equals(labels.get(DEPLOYMENT));
    }
}
