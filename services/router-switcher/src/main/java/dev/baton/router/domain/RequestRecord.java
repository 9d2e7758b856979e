package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The router's own record of users' requests. */
public interface RequestRecord {

    /** How long after its answer a request is on record at the latest, in milliseconds. */
    long MOST_LATE_MILLIS = 400;

    /**
     * Counts what the route answered, from now and, where the record reaches back, from before. The same count goes on
     * when it is asked for again.
     *
     * @param before the deployment that it is compared with
     * @param uncounted paths whose requests say nothing of users: see {@link #healthPaths}
     */
    Counting count(ApplicationName application, Route route, Optional<DeploymentId> before, Set<String> uncounted);

    /**
     * The paths of an application's health checks, without their queries: machines ask for them, this router among them,
     * so often that they would outweigh the users of a quiet application. Not the root, which users ask for as well.
     */
    static Set<String> healthPaths(Application application) {
        return application.deployments().stream()
                .map(deployment -> deployment.descriptor().run().health().split("[?#]", 2)[0])
                .filter(path -> !path.equals("/"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A count that goes on. */
    interface Counting {

        /** All that is on record by now. What cannot be read is not counted. */
        Served look();

        /** How long the answers took that were on record at the last look. */
        Pace pace();
    }
}
