package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.baton.model.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where each deployment's fresh database is made.
 *
 * @param dataVersion names the format of the data. A deployment whose descriptor has the same one as the live version's
 *     uses that version's database, and has nothing to rebuild; every deployment has its own where empty
 */
public record Database(Postgres postgres, Optional<String> dataVersion) {

    public Database {
        if (dataVersion.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("database.dataVersion is a text");
        }
    }

    /**
     * A PostgreSQL server and the role that makes and owns the databases, or a container of each deployment's own.
     *
     * @param server {@code postgresql://role@host:port/database}; the role may create databases; without a password; or
     *     else
     * @param container the server that is started for each deployment
     * @param password the role's password, by name; empty where the server asks for none; a container needs one
     */
    public record Postgres(Optional<URI> server, Optional<PostgresContainer> container, Optional<SecretRef> password) {

        /** The role that owns the database in a deployment's own container. */
        public static final String CONTAINER_ROLE = "baton";

        public Postgres {
            if (server.isPresent() == container.isPresent()) {
                throw new IllegalArgumentException("database.postgres has either a server or a container");
            }
            if (container.isPresent() && password.isEmpty()) {
                throw new IllegalArgumentException("database.postgres.container needs database.postgres.password");
            }
            server.ifPresent(uri -> PostgresUri.check("database.postgres.server", uri));
        }

        @JsonIgnore
        public String role() {
            return server.map(PostgresUri::role).orElse(CONTAINER_ROLE);
        }

        /** The database to connect to in order to make others; {@code postgres} where the URI names none. */
        @JsonIgnore
        public String maintenanceDatabase() {
            return server.map(PostgresUri::database).orElse("postgres");
        }
    }

    /**
     * A PostgreSQL server in a container with a volume, of one deployment.
     *
     * @param image an image that is used as the official one is (POSTGRES_USER, POSTGRES_PASSWORD_FILE, POSTGRES_DB)
     * @param command replaces the image's own, e.g. to set parameters
     * @param cpus how many processors it may use; all where empty
     * @param memory how much memory it may use; all where empty
     * @param sharedMemory the size of /dev/shm; the engine's default, 64 MiB, where empty
     */
    public record PostgresContainer(
            String image,
            Optional<List<String>> command,
            Optional<Double> cpus,
            Optional<ByteSize> memory,
            Optional<ByteSize> sharedMemory) {
        public PostgresContainer {
            if (image.isBlank()) {
                throw new IllegalArgumentException("database.postgres.container.image names an image");
            }
            command = command.map(List::copyOf);
        }
    }
}
