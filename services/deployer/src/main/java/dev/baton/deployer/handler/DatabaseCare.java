package dev.baton.deployer.handler;

import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseUse;
import dev.baton.deployer.domain.InstanceEnvironment;
import dev.baton.deployer.domain.InstanceEnvironment.Resolution;
import dev.baton.deployer.domain.SecretStore;
import dev.baton.deployer.domain.SilentSpells;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.model.ApplicationName;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Sees to it that deployments have their databases: makes those of new ones, and keeps those in containers running. */
final class DatabaseCare {
    private static final Logger LOG = Logger.getLogger(DatabaseCare.class);

    private final DatabaseHost databases;
    private final SecretStore secrets;

    /** How long a deployment has been waiting for its database. */
    private final SilentSpells waits = new SilentSpells();

    DatabaseCare(DatabaseHost databases, SecretStore secrets) {
        this.databases = databases;
        this.secrets = secrets;
    }

    /** How it stands with a database. */
    sealed interface Outcome {
        /** It can be used. */
        record Had() implements Outcome {}

        /** Not yet, for so long. */
        record Awaited(Duration waited) implements Outcome {}

        /** It cannot be had. */
        record Missing(String reason) implements Outcome {}
    }

    /** Before the start of an instance. What is awaited for longer than an instance may take to start is missing. */
    Outcome see(ApplicationName application, Deployment deployment, Access access, Instant now) {
        return switch (prepared(deployment, access)) {
            case DatabaseHost.Outcome.Done _ -> {
                waits.answered(deployment.id());
                yield new Outcome.Had();
            }
            case DatabaseHost.Outcome.Refused(String reason) -> new Outcome.Missing(reason);
            case DatabaseHost.Outcome.NotYet(String reason) -> awaited(deployment, reason, now);
            case DatabaseHost.Outcome.Unreachable(String reason) -> {
                LOG.warnf("%s: deployment %s has no database yet: %s", application, deployment.id(), reason);
                yield awaited(deployment, reason, now);
            }
        };
    }

    /**
     * Beside an instance that has started: brings the container of its database back, where it has one. A server that
     * is there anyway is somebody else's care.
     */
    void keep(ApplicationName application, Deployment deployment) {
        boolean contained = deployment.adopted().isEmpty()
                && deployment
                        .descriptor()
                        .database()
                        .flatMap(database -> database.postgres().container())
                        .isPresent();
        if (contained
                && InstanceEnvironment.resolve(application, deployment, secrets) instanceof Resolution.Ready ready) {
            ready.database()
                    .map(access -> databases.keep(DatabaseUse.owner(deployment), access))
                    .ifPresent(outcome -> report(application, deployment, outcome));
        }
    }

    /** Only a starting deployment is given a database: later an empty one in place of a lost one would hide the loss. */
    private DatabaseHost.Outcome prepared(Deployment deployment, Access access) {
        return deployment.stage() instanceof Stage.Starting
                        && deployment.dataOf().isEmpty()
                ? databases.create(deployment.id(), access)
                : databases.keep(DatabaseUse.owner(deployment), access);
    }

    private Outcome awaited(Deployment deployment, String reason, Instant now) {
        Duration waited = waits.silent(deployment.id(), now);
        Duration limit = deployment.descriptor().run().startTimeout();
        return waited.compareTo(limit) < 0
                ? new Outcome.Awaited(waited)
                : new Outcome.Missing(
                        "no database within run.startTimeout, %d s: %s".formatted(limit.toSeconds(), reason));
    }

    private static void report(ApplicationName application, Deployment deployment, DatabaseHost.Outcome outcome) {
        switch (outcome) {
            case DatabaseHost.Outcome.Done _ -> {
                // As nearly always.
            }
            case DatabaseHost.Outcome.NotYet(String reason) ->
                LOG.warnf("%s: deployment %s: %s", application, deployment.id(), reason);
            case DatabaseHost.Outcome.Refused(String reason) ->
                LOG.errorf("%s: deployment %s: %s", application, deployment.id(), reason);
            case DatabaseHost.Outcome.Unreachable(String reason) ->
                LOG.debugf("%s: deployment %s: %s", application, deployment.id(), reason);
        }
    }
}
