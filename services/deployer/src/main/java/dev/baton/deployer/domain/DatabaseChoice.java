package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Database.Postgres;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.PostgresUri;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The database of a new deployment.
 *
 * @param location where it is or will be; empty where there is none
 * @param dataOf the deployment that made it, where it is shared
 */
record DatabaseChoice(Optional<DatabaseLocation> location, Optional<DeploymentId> dataOf) {
    /** PostgreSQL cuts names to 63 bytes; an id has 32 digits. */
    private static final int NAME_CHARACTERS = 30;

    /**
     * The live version's database where the data has the same version, or else one of the deployment's own.
     *
     * @param contained where a database in a container can be reached, asked only if it comes to that; empty where nowhere
     */
    static DatabaseChoice of(
            Application application, Descriptor descriptor, DeploymentId id, Supplier<Optional<Address>> contained) {
        Optional<Deployment> shared = DatabaseUse.shared(application, descriptor);
        if (shared.isPresent()) {
            return new DatabaseChoice(shared.get().database(), shared.map(DatabaseUse::owner));
        }
        return new DatabaseChoice(
                descriptor.database().flatMap(database -> {
                    Postgres postgres = database.postgres();
                    return postgres.server()
                            .map(DatabaseChoice::address)
                            .or(contained)
                            .map(address -> new DatabaseLocation(
                                    address, name(descriptor, id), postgres.role(), postgres.password()));
                }),
                Optional.empty());
    }

    private static Address address(URI server) {
        return new Address(server.getHost(), PostgresUri.port(server));
    }

    private static String name(Descriptor descriptor, DeploymentId id) {
        String name = descriptor.name().value().replace('-', '_');
        return name.substring(0, Math.min(name.length(), NAME_CHARACTERS)) + "_"
                + id.toString().replace("-", "");
    }
}
