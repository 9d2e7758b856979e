package dev.baton.router.domain;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.Optional;

/** The router's own record of users' requests. */
public interface RequestRecord {

    /** How long after its answer a request is on record at the latest, in milliseconds. */
    long MOST_LATE_MILLIS = 400;

    /**
     * Counts what the route answered, from now and, where the record reaches back, from before. The same count goes on
     * when it is asked for again.
     *
     * @param before the deployment that it is compared with
     */
    Counting count(ApplicationName application, Route route, Optional<DeploymentId> before);

    /** A count that goes on. */
    interface Counting {

        /** All that is on record by now. What cannot be read is not counted. */
        Served look();

        /** How long the answers took that were on record at the last look. */
        Pace pace();
    }
}
