package dev.baton.deployer.domain;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Database;
import dev.baton.descriptor.Database.PostgresContainer;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.ResolvedImage;
import java.util.Optional;
import java.util.Set;

/** Where deployments' databases are made. Idempotent by deployment: a database belongs to one for its whole life. */
public interface DatabaseHost {

    /**
     * Makes the deployment's empty database, or finds it. Never hands out another deployment's data. Waits for nothing
     * that takes long: where it begins something, it says {@link Outcome.NotYet}, and goes on when it is called again.
     */
    Outcome create(DeploymentId owner, Access access);

    /** Sees to it that a database which was made before can be used. Makes no empty one in place of one that is lost. */
    Outcome keep(DeploymentId owner, Access access);

    /** Removes the deployment's database with all connections to it; a missing one is gone already. */
    Outcome drop(DeploymentId owner, Access access);

    /** The deployments that have a database in that place; none where it cannot be asked. */
    Set<DeploymentId> deployments(Access access);

    /**
     * How to reach the server as the role that makes and owns databases.
     *
     * @param location where the database is, or will be
     * @param maintenanceDatabase an existing database to connect to
     * @param password the role's password, if the server asks for one
     * @param housing the container that the server is; empty where it is there anyway
     */
    record Access(
            DatabaseLocation location,
            String maintenanceDatabase,
            Optional<String> password,
            Optional<Housing> housing) {

        /** How to reach the deployment's database, which it has. */
        public static Optional<Access> of(
                ApplicationName application, Deployment deployment, Optional<String> password) {
            Optional<Database> described = deployment.descriptor().database();
            return deployment
                    .database()
                    .map(location -> new Access(
                            location,
                            described
                                    .map(database -> database.postgres().maintenanceDatabase())
                                    .orElse("postgres"),
                            password,
                            described
                                    .flatMap(database -> database.postgres().container())
                                    .map(container -> new Housing(
                                            application, deployment.version(), container, image(deployment)))));
        }

        private static Optional<String> image(Deployment deployment) {
            return deployment.images().stream()
                    .filter(image -> image.container().equals(Housing.NAME))
                    .map(ResolvedImage::id)
                    .findFirst();
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Access[" + location + ", " + maintenanceDatabase + "]";
        }
    }

    /**
     * The container in which a deployment has a server of its own.
     *
     * @param application whose it is
     * @param version the version of the deployment that asks
     * @param container what the descriptor says of it
     * @param image the image that it runs, by id; empty before it is known
     */
    record Housing(ApplicationName application, String version, PostgresContainer container, Optional<String> image) {
        /** What the instance's containers call it, and what {@link ResolvedImage} calls it. */
        public static final String NAME = "database";
    }

    /** How it went. A failure's reason says what to do, and holds no secret. */
    sealed interface Outcome {
        /** It is as asked. */
        record Done() implements Outcome {}

        /** It goes well and is not over; ask again in a moment. The reason says what is awaited. */
        record NotYet(String reason) implements Outcome {}

        /** The server, or what runs it, cannot be reached now. */
        record Unreachable(String reason) implements Outcome {}

        /** The server was reached and refused. */
        record Refused(String reason) implements Outcome {}
    }
}
