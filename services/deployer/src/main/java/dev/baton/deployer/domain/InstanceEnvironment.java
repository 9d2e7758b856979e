package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseHost.Housing;
import dev.baton.deployer.domain.SecretStore.Lookup;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Container;
import dev.baton.descriptor.EnvironmentValue;
import dev.baton.descriptor.Run;
import dev.baton.descriptor.RuntimeKind;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.ResolvedImage;
import dev.baton.model.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an instance is told, and how the secrets among it are found. */
public final class InstanceEnvironment {
    /** Inside a container the loopback address is the container's own; by this name it reaches the engine's machine. */
    public static final String MACHINE = "host.docker.internal";

    private static final Address DATABASE_CONTAINER = new Address(Housing.NAME, 5432);

    private final Deployment deployment;
    private final SecretStore secrets;
    private final List<String> missing = new ArrayList<>();
    private final List<String> known = new ArrayList<>();

    private InstanceEnvironment(Deployment deployment, SecretStore secrets) {
        this.deployment = deployment;
        this.secrets = secrets;
    }

    /** Everything that could be resolved, or every secret that could not. */
    public sealed interface Resolution {
        /** The launch, and how to reach the deployment's database where it has one. */
        record Ready(Launch launch, Optional<Access> database) implements Resolution {}

        /** Secrets are missing; the reasons name them and never hold a value. */
        record Incomplete(List<String> reasons) implements Resolution {
            public Incomplete {
                reasons = List.copyOf(reasons);
            }
        }
    }

    /** Puts together what the deployment's next start needs. */
    public static Resolution resolve(ApplicationName application, Deployment deployment, SecretStore secrets) {
        return new InstanceEnvironment(deployment, secrets).resolve(application);
    }

    private Resolution resolve(ApplicationName application) {
        Run run = deployment.descriptor().run();
        Map<String, String> environment = variables(run.environment());
        Optional<Access> database = Access.of(
                application,
                deployment,
                deployment.database().flatMap(DatabaseLocation::password).flatMap(this::find));
        database.ifPresent(access -> environment.putAll(connection(access)));
        environment.put("PORT", Integer.toString(port()));
        environment.put("BATON_APPLICATION", application.value());
        environment.put("BATON_DEPLOYMENT", deployment.id().toString());
        environment.put("BATON_VERSION", deployment.version());
        Program program = switch (run.runtime()) {
            case PROCESS -> command(run.process().orElseThrow());
            case DOCKER -> containers(run);
        };
        return missing.isEmpty()
                ? new Resolution.Ready(
                        new Launch(
                                application,
                                deployment.id(),
                                deployment.version(),
                                Upkeep.nextRun(deployment),
                                program,
                                environment,
                                Redaction.of(known)),
                        database)
                : new Resolution.Incomplete(missing);
    }

    private Program command(Run.Command process) {
        return new Program.Command(
                process.command().stream().map(this::filled).toList(),
                process.directory().map(this::filled),
                deployment.address().port());
    }

    private Program containers(Run run) {
        return new Program.Containers(
                run.containers().stream().map(this::container).toList(),
                run.networks(),
                deployment.dataOf().filter(_ -> hasDatabaseContainer()),
                deployment.address(),
                run.startTimeout(),
                run.stopGrace());
    }

    private ContainerLaunch container(Container container) {
        Map<String, String> files = new TreeMap<>();
        container
                .secretFiles()
                .forEach((path, reference) -> find(reference).ifPresent(value -> files.put(path, value)));
        String reference = filled(container.image());
        return new ContainerLaunch(
                container,
                deployment.images().stream()
                        .filter(image -> image.container().equals(container.name()))
                        .findFirst()
                        .orElseGet(() -> new ResolvedImage(container.name(), reference, reference, Optional.empty())),
                container.entrypoint().stream().map(this::filled).toList(),
                container.command().stream().map(this::filled).toList(),
                variables(container.environment()),
                files);
    }

    private Map<String, String> variables(Map<String, EnvironmentValue> described) {
        Map<String, String> variables = new TreeMap<>();
        described.forEach((name, value) -> {
            switch (value) {
                case EnvironmentValue.Plain(String text) -> variables.put(name, filled(text));
                case EnvironmentValue.Secret(SecretRef reference) ->
                    find(reference).ifPresent(found -> variables.put(name, found));
            }
        });
        return variables;
    }

    /** The names under which libpq and most drivers look. */
    private Map<String, String> connection(Access access) {
        DatabaseLocation location = access.location();
        Address server = reachable(location.server());
        Map<String, String> variables = new TreeMap<>(Map.of(
                "PGHOST", server.host(),
                "PGPORT", Integer.toString(server.port()),
                "PGDATABASE", location.name(),
                "PGUSER", location.user()));
        access.password().ifPresent(password -> variables.put("PGPASSWORD", password));
        String password = access.password()
                .map(value -> ":" + Redaction.percentEncoded(value))
                .orElse("");
        variables.put(
                "DATABASE_URL",
                "postgresql://" + Redaction.percentEncoded(location.user()) + password + "@" + server + "/"
                        + location.name());
        return variables;
    }

    /** Where the instance itself finds the server. */
    private Address reachable(Address server) {
        if (deployment.descriptor().run().runtime() == RuntimeKind.PROCESS) {
            return server;
        }
        if (hasDatabaseContainer()) {
            return DATABASE_CONTAINER;
        }
        return server.host().startsWith("127.") || server.host().equals("localhost")
                ? new Address(MACHINE, server.port())
                : server;
    }

    private boolean hasDatabaseContainer() {
        return deployment
                .descriptor()
                .database()
                .flatMap(database -> database.postgres().container())
                .isPresent();
    }

    /** Where the instance listens: inside its container, where it has one. */
    private int port() {
        return deployment
                .descriptor()
                .run()
                .serving()
                .flatMap(Container::port)
                .orElseGet(() -> deployment.address().port());
    }

    private Optional<String> find(SecretRef reference) {
        return switch (secrets.find(reference)) {
            case Lookup.Found(String value) -> {
                known.add(value);
                yield Optional.of(value);
            }
            case Lookup.Missing(String reason) -> {
                missing.add(reason);
                yield Optional.empty();
            }
        };
    }

    private String filled(String text) {
        return text.replace("{version}", deployment.version()).replace("{port}", Integer.toString(port()));
    }
}
