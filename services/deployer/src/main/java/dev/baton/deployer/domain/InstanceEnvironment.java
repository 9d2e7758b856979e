package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.SecretStore.Lookup;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.EnvironmentValue;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an instance is told, and how the secrets among it are found. */
public final class InstanceEnvironment {
    private InstanceEnvironment() {}

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
        List<String> missing = new ArrayList<>();
        List<String> known = new ArrayList<>();
        Map<String, String> environment = new TreeMap<>();
        deployment.descriptor().run().environment().forEach((name, value) -> {
            switch (value) {
                case EnvironmentValue.Plain(String text) -> environment.put(name, filled(text, deployment));
                case EnvironmentValue.Secret(SecretRef reference) ->
                    find(reference, secrets, known, missing).ifPresent(found -> environment.put(name, found));
            }
        });
        Optional<Access> database = Access.of(
                application,
                deployment,
                deployment
                        .database()
                        .flatMap(DatabaseLocation::password)
                        .flatMap(reference -> find(reference, secrets, known, missing)));
        if (!missing.isEmpty()) {
            return new Resolution.Incomplete(missing);
        }
        database.ifPresent(access -> environment.putAll(connection(access)));
        environment.put("PORT", Integer.toString(deployment.address().port()));
        environment.put("BATON_APPLICATION", application.value());
        environment.put("BATON_DEPLOYMENT", deployment.id().toString());
        environment.put("BATON_VERSION", deployment.version());
        var process = deployment.descriptor().run().process().orElseThrow();
        return new Resolution.Ready(
                new Launch(
                        deployment.id(),
                        Upkeep.nextRun(deployment),
                        process.command().stream()
                                .map(argument -> filled(argument, deployment))
                                .toList(),
                        process.directory().map(directory -> filled(directory, deployment)),
                        deployment.address().port(),
                        environment,
                        Redaction.of(known)),
                database);
    }

    /** The names under which libpq and most drivers look. */
    private static Map<String, String> connection(Access access) {
        DatabaseLocation location = access.location();
        Map<String, String> variables = new TreeMap<>(Map.of(
                "PGHOST", location.server().host(),
                "PGPORT", Integer.toString(location.server().port()),
                "PGDATABASE", location.name(),
                "PGUSER", location.user()));
        access.password().ifPresent(password -> variables.put("PGPASSWORD", password));
        String password = access.password()
                .map(value -> ":" + Redaction.percentEncoded(value))
                .orElse("");
        variables.put(
                "DATABASE_URL",
                "postgresql://" + Redaction.percentEncoded(location.user()) + password + "@" + location.server() + "/"
                        + location.name());
        return variables;
    }

    private static Optional<String> find(
            SecretRef reference, SecretStore secrets, List<String> known, List<String> missing) {
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

    private static String filled(String text, Deployment deployment) {
        return text.replace("{version}", deployment.version())
                .replace("{port}", Integer.toString(deployment.address().port()));
    }
}
