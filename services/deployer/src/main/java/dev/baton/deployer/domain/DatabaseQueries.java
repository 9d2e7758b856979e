package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseHost.Outcome;
import java.util.List;

/** Asks a database whether it would answer queries. */
public interface DatabaseQueries {

    /** Has the very database that the access names read the queries without running them; within seconds. */
    Outcome understands(Access access, List<String> queries);
}
