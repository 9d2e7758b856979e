package dev.baton.descriptor;

import dev.baton.model.SecretRef;
import java.net.URI;
import java.util.Optional;

/** Where each deployment's fresh database is made. */
public record Database(Postgres postgres) {

    /**
     * A PostgreSQL server and the role that makes and owns the databases.
     *
     * @param server {@code postgresql://role@host:port/database}; the role may create databases; without a password
     * @param password the role's password, by name; empty where the server asks for none
     */
    public record Postgres(URI server, Optional<SecretRef> password) {

        private static final int DEFAULT_PORT = 5432;

        public Postgres {
            if (!"postgresql".equals(server.getScheme()) || server.getHost() == null || server.getUserInfo() == null) {
                throw new IllegalArgumentException(
                        "database.postgres.server has the form postgresql://role@host:port/database");
            }
            if (server.getUserInfo().contains(":")) {
                throw new IllegalArgumentException("database.postgres.server holds no password; name a secret in "
                        + "database.postgres.password instead");
            }
        }

        public String role() {
            return server.getUserInfo();
        }

        public int port() {
            return server.getPort() < 0 ? DEFAULT_PORT : server.getPort();
        }

        /** The database to connect to in order to make others; {@code postgres} where the URI names none. */
        public String maintenanceDatabase() {
            var path = server.getPath();
            return path == null || path.length() <= 1 ? "postgres" : path.substring(1);
        }
    }
}
