package dev.baton.cli.input;

import dev.baton.cli.CommandFailure;
import dev.baton.descriptor.Database.Postgres;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.PostgresUri;
import dev.baton.descriptor.Source;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.SecretRef;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where databases are that somebody else has made. */
public final class Databases {
    private static final String FORM = "postgresql://ROLE@HOST:PORT/DATABASE";

    @Option(
            names = "--green-database",
            paramLabel = "URI",
            description = "Green's database: " + FORM + ", without a password: that is the secret that the descriptor"
                    + " names. Default: the descriptor's server with the database in its address.")
    private @Nullable URI green;

    @Option(
            names = "--blue-database",
            paramLabel = "URI",
            description = "Blue's database, to compare green's data with. Default: none is compared.")
    private @Nullable URI blue;

    /**
     * Where green's data is; empty where the application has no database.
     *
     * @throws CommandFailure when the descriptor does not tell, and no option either
     */
    public Optional<DatabaseLocation> green(Descriptor descriptor) {
        if (descriptor.database().isEmpty()) {
            if (green != null || blue != null) {
                throw CommandFailure.usage("The descriptor has no section database: leave --green-database and"
                        + " --blue-database out, or add it");
            }
            return Optional.empty();
        }
        var postgres = descriptor.database().get().postgres();
        if (green != null) {
            return Optional.of(location("--green-database", green, postgres.password()));
        }
        if (postgres.server().isPresent()) {
            return Optional.of(
                    location("database.postgres.server", postgres.server().get(), postgres.password()));
        }
        if (descriptor.sync().height() instanceof Source.Sql
                || descriptor.verify().isPresent()) {
            throw CommandFailure.usage(
                    "The descriptor has a database container for each deployment, and this green has one"
                            + " that Baton did not start: say where it is by --green-database " + FORM);
        }
        return Optional.empty();
    }

    /**
     * Where blue's data is; empty where green's is compared with none.
     *
     * @param serving blue's descriptor, which names its password
     * @throws CommandFailure when it is green's
     */
    public Optional<DatabaseLocation> blue(Descriptor descriptor, Descriptor serving) {
        var password =
                serving.database().flatMap(database -> database.postgres().password());
        var located = Optional.ofNullable(blue).map(uri -> location("--blue-database", uri, password));
        var own = green(descriptor);
        if (located.isPresent() && located.map(Databases::place).equals(own.map(Databases::place))) {
            throw CommandFailure.usage("--blue-database is green's own: a comparison with itself finds no difference");
        }
        return located;
    }

    /** Whoever asks for it. */
    private static String place(DatabaseLocation location) {
        return location.server() + "/" + location.name();
    }

    private static DatabaseLocation location(String option, URI uri, Optional<SecretRef> password) {
        try {
            // The descriptor's own check of the form.
            var checked = new Postgres(Optional.of(uri), Optional.empty(), password);
            return new DatabaseLocation(
                    new Address(uri.getHost(), PostgresUri.port(uri)),
                    checked.maintenanceDatabase(),
                    checked.role(),
                    password);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(option + ": it has the form " + FORM + " and holds no password");
        }
    }
}
