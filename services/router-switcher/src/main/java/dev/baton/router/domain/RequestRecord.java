package dev.baton.router.domain;

import dev.baton.model.ApplicationName;

/** The router's own record of users' requests. */
public interface RequestRecord {

    /** Counts what the route answered, from now and, where the record reaches back, from before. */
    Counting count(ApplicationName application, Route route);

    /** A count that goes on. */
    interface Counting {

        /** All that is on record by now. What cannot be read is not counted. */
        Served look();
    }
}
