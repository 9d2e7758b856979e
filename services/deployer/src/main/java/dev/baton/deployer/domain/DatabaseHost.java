package dev.baton.deployer.domain;

import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import java.util.Optional;
import java.util.Set;

/** Where deployments' databases are made. Idempotent by deployment: a database belongs to one for its whole life. */
public interface DatabaseHost {

    /** Makes the deployment's empty database, or finds it. Never hands out another deployment's data. */
    Outcome create(DeploymentId deployment, Access access);

    /** Removes the deployment's database with all connections to it; a missing one is gone already. */
    Outcome drop(DeploymentId deployment, Access access);

    /** The deployments that have a database on that server; none where it cannot be asked. */
    Set<DeploymentId> deployments(Access access);

    /**
     * How to reach the server as the role that makes and owns databases.
     *
     * @param location where the database is, or will be
     * @param maintenanceDatabase an existing database to connect to
     * @param password the role's password, if the server asks for one
     */
    record Access(DatabaseLocation location, String maintenanceDatabase, Optional<String> password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Access[" + location + ", " + maintenanceDatabase + "]";
        }
    }

    /** How it went. A failure's reason says what to do, and holds no secret. */
    sealed interface Outcome {
        /** It is as asked. */
        record Done() implements Outcome {}

        /** The server cannot be reached now. */
        record Unreachable(String reason) implements Outcome {}

        /** The server was reached and refused. */
        record Refused(String reason) implements Outcome {}
    }
}
