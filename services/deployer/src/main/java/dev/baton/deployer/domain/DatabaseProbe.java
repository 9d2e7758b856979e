package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseHost.Outcome;

/** Asks a database server whether it lets in whoever comes with that access. */
public interface DatabaseProbe {

    /** Connects to the very database that the access names, once; within seconds. */
    Outcome ask(Access access);
}
