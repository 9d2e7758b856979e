package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.HealthProbe.Health;
import dev.baton.deployer.domain.InstanceFinder.Sighting;
import dev.baton.deployer.domain.SecretStore.Lookup;
import dev.baton.deployment.Application;
import dev.baton.descriptor.Database;
import dev.baton.descriptor.Database.Postgres;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.PostgresUri;
import dev.baton.descriptor.Source;
import dev.baton.descriptor.Verify;
import dev.baton.events.AdoptRequested;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DatabaseLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks whether what is to be adopted is there as the request says. Takes seconds, and changes nothing. */
public final class AdoptionSurvey {
    private static final String DATABASE_FORM = "postgresql://role@host:port/database";
    private static final String NO_DATABASE =
            "what is named as the database has not the form " + DATABASE_FORM + "; it holds no password";

    private final InstanceFinder containers;
    private final InstanceFinder processes;
    private final HealthProbe health;
    private final DatabaseQueries databases;
    private final SecretStore secrets;
    private final SlotHost slotHost;

    /**
     * A survey of one machine.
     *
     * @param slotHost where slots' ports are; the loopback address where empty
     */
    public AdoptionSurvey(
            InstanceFinder containers,
            InstanceFinder processes,
            HealthProbe health,
            DatabaseQueries databases,
            SecretStore secrets,
            Optional<String> slotHost) {
        this.containers = containers;
        this.processes = processes;
        this.health = health;
        this.databases = databases;
        this.secrets = secrets;
        this.slotHost = SlotHost.setting(slotHost);
    }

    /**
     * What was seen.
     *
     * @param instance what runs; empty where it was not found
     * @param address where users' requests are to reach it; empty where that is not known
     * @param database where its data is; empty where it has none, or where that is not known
     * @param reasons everything that stands against its adoption
     */
    public record Findings(
            Optional<AdoptedInstance> instance,
            Optional<Address> address,
            Optional<DatabaseLocation> database,
            List<String> reasons) {
        public Findings {
            reasons = List.copyOf(reasons);
        }
    }

    /** Looks at the instance, its address, its health and its database. */
    public Findings look(AdoptRequested asked, Descriptor descriptor, Application application) {
        List<String> reasons = new ArrayList<>();
        SlotHost host = slotHost.of(application);
        Optional<AdoptedInstance> instance = Optional.empty();
        Optional<Address> address = asked.address();
        Optional<String> unclear = named(asked);
        if (unclear.isPresent()) {
            reasons.add(unclear.get());
        } else if (asked.container().isPresent() || asked.pid().isPresent()) {
            Sighting sighting = asked.container()
                    .map(containers::find)
                    .orElseGet(() -> processes.find(asked.pid().orElseThrow().toString()));
            switch (sighting) {
                case Sighting.Unfit(String reason) -> reasons.add(reason);
                case Sighting.Seen(AdoptedInstance seen, List<Address> listening) -> {
                    instance = Optional.of(seen);
                    address = address(asked.address(), listening, host, reasons);
                }
            }
        } else {
            instance = Optional.of(new AdoptedInstance.Elsewhere());
        }
        address.ifPresent(where -> askHealth(where, descriptor, reasons));
        return new Findings(instance, address, database(asked, descriptor, reasons), reasons);
    }

    /** Why it is not clear what is to be adopted. */
    static Optional<String> named(AdoptRequested asked) {
        if (asked.container().isPresent() && asked.pid().isPresent()) {
            return Optional.of("both a container and a process are named: name the one that listens for users");
        }
        return asked.container().isEmpty()
                        && asked.pid().isEmpty()
                        && asked.address().isEmpty()
                ? Optional.of("nothing to adopt is named: name its container, its process, or at least its address")
                : Optional.empty();
    }

    /** What is wrong with the address of its database, which is not repeated: a password could be in it. */
    static Optional<String> databaseForm(AdoptRequested asked) {
        return asked.database().filter(text -> !isDatabase(text)).map(_ -> NO_DATABASE);
    }

    private static boolean isDatabase(String text) {
        try {
            return uri(text)
                    .filter(uri -> uri.getRawQuery() == null && uri.getRawFragment() == null)
                    .map(uri -> new Postgres(Optional.of(uri), Optional.empty(), Optional.empty()))
                    .isPresent();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The named address if the instance really listens there, or else the only one at which it does. */
    private static Optional<Address> address(
            Optional<Address> named, List<Address> listening, SlotHost host, List<String> reasons) {
        List<Address> reachable = listening.stream()
                .map(there -> there.host().equals(Sighting.Seen.ANY) ? host.at(there.port()) : there)
                .distinct()
                .toList();
        String places = reachable.stream().map(Address::toString).collect(Collectors.joining(", "));
        if (reachable.isEmpty()) {
            reasons.add("it does not listen at any address of this machine: a container has to publish its port;"
                    + " where it is reached otherwise, name the address alone");
            return named;
        }
        if (named.isEmpty()) {
            if (reachable.size() > 1) {
                reasons.add("it listens at " + places + ": say by --address which of these is for users");
                return Optional.empty();
            }
            return Optional.of(reachable.getFirst());
        }
        boolean there = listening.stream()
                .anyMatch(at -> at.port() == named.get().port()
                        && (at.host().equals(Sighting.Seen.ANY)
                                || at.host().equals(named.get().host())));
        if (!there) {
            reasons.add("it does not listen at " + named.get() + ", but at " + places + ": name one of these");
        }
        return named;
    }

    private void askHealth(Address address, Descriptor descriptor, List<String> reasons) {
        String path = descriptor.run().health();
        if (health.ask(address, path) instanceof Health.Unhealthy(String reason)) {
            reasons.add("it is not healthy: %s: %s; what is adopted has to serve: correct run.health or the address"
                    .formatted(address.http(path), reason));
        }
    }

    private Optional<DatabaseLocation> database(AdoptRequested asked, Descriptor descriptor, List<String> reasons) {
        if (descriptor.database().isEmpty()) {
            asked.database()
                    .ifPresent(
                            _ -> reasons.add(
                                    "a database is named and the descriptor has no section database: leave it out, or add that"));
            return Optional.empty();
        }
        Postgres postgres = descriptor.database().map(Database::postgres).orElseThrow();
        Optional<URI> uri = asked.database().isPresent() ? uri(asked.database().get()) : postgres.server();
        if (uri.isEmpty()) {
            if (asked.database().isPresent()) {
                reasons.add(NO_DATABASE);
            } else if (!queries(descriptor).isEmpty()) {
                reasons.add("where its data is cannot be told from the descriptor, by which each deployment has a"
                        + " container of its own: say it by --database " + DATABASE_FORM);
            }
            return Optional.empty();
        }
        try {
            Postgres named = new Postgres(uri, Optional.empty(), postgres.password());
            DatabaseLocation location = new DatabaseLocation(
                    new Address(uri.get().getHost(), PostgresUri.port(uri.get())),
                    named.maintenanceDatabase(),
                    named.role(),
                    named.password());
            askDatabase(location, descriptor, reasons);
            return Optional.of(location);
        } catch (IllegalArgumentException _) {
            // Not repeated: who errs about the form may have written a password.
            reasons.add(NO_DATABASE);
            return Optional.empty();
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private void askDatabase(DatabaseLocation location, Descriptor descriptor, List<String> reasons) {
        Optional<String> password = Optional.empty();
        if (location.password().isPresent()) {
            switch (secrets.find(location.password().get())) {
                case Lookup.Found(String value) -> password = Optional.of(value);
                case Lookup.Missing(String reason) -> {
                    reasons.add(reason);
                    return;
                }
            }
        }
        Access access = new Access(location, location.name(), password, Optional.empty());
        switch (databases.understands(access, queries(descriptor))) {
            case DatabaseHost.Outcome.Done _ -> {
                // Its data can be compared with the next version's.
            }
            case DatabaseHost.Outcome.Refused(String reason) -> reasons.add(ofRunning(location, reason));
            case DatabaseHost.Outcome.Unreachable(String reason) -> reasons.add(ofRunning(location, reason));
            case DatabaseHost.Outcome.NotYet(String reason) -> reasons.add(ofRunning(location, reason));
        }
    }

    private static String ofRunning(DatabaseLocation location, String reason) {
        return "the database %s, in which the data of the version that runs is looked for: %s; another one is named by"
                        .formatted(location.name(), reason)
                + " --database " + DATABASE_FORM;
    }

    /** What will be asked of its data, by the descriptor. */
    private static List<String> queries(Descriptor descriptor) {
        List<String> queries = new ArrayList<>();
        if (descriptor.sync().height() instanceof Source.Sql(String query)) {
            queries.add(query);
        }
        descriptor.verify().map(Verify::blocks).ifPresent(queries::add);
        return queries;
    }
}
