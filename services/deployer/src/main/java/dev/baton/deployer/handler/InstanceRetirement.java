package dev.baton.deployer.handler;

import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.Facts;
import dev.baton.deployer.domain.InstanceHost;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.deployer.domain.Retirement;
import dev.baton.deployer.domain.SecretStore;
import dev.baton.deployer.domain.SecretStore.Lookup;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.InstanceRetired;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.SecretRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Stops instances and removes their databases, of deployments that may be stopped and of no other. */
final class InstanceRetirement {
    private static final Logger LOG = Logger.getLogger(InstanceRetirement.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** How long a slot waits for a database server that is away; the database is then left to the next start. */
    private static final Duration DATABASE_PATIENCE = Duration.ofMinutes(10);

    private final InstanceHost instances;
    private final DatabaseHost databases;
    private final SecretStore secrets;
    private final Clock clock;

    InstanceRetirement(InstanceHost instances, DatabaseHost databases, SecretStore secrets, Clock clock) {
        this.instances = instances;
        this.databases = databases;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** One step in retiring the deployment as it stands. Its directory stays, for whoever asks what it last said. */
    Step step(ApplicationName application, Deployment deployment) {
        if (!(deployment.stage() instanceof Stage.Retiring(String reason))) {
            return Step.Done.silently();
        }
        if (stop(deployment) instanceof StopOutcome.StillRunning(var pids)) {
            LOG.errorf(
                    "%s: processes %s of deployment %s do not end, not even killed",
                    application, pids, deployment.id());
            return new Step.Again(RETRY);
        }
        Optional<String> left = drop(deployment);
        Instant now = clock.instant();
        if (left.isPresent() && now.isBefore(deployment.since().plus(DATABASE_PATIENCE))) {
            LOG.warnf("%s: deployment %s: %s", application, deployment.id(), left.get());
            return new Step.Again(RETRY);
        }
        String told = left.map(why -> reason + "; its database is left behind: " + why)
                .orElse(reason);
        LOG.infof("%s: deployment %s is retired: %s", application, deployment.id(), told);
        return Step.Done.with(Facts.of(application, deployment, now, new InstanceRetired(told)));
    }

    /**
     * Ends what still runs, and removes what is still there, of deployments whose record says that they are retired.
     * What is unknown to the log is left alone: if the log was lost, it may be what users reach.
     */
    void sweep(Collection<Application> applications) {
        Map<DeploymentId, Deployment> known = new HashMap<>();
        applications.forEach(
                application -> application.deployments().forEach(deployment -> known.put(deployment.id(), deployment)));
        Map<DeploymentId, Deployment> retired = known.values().stream()
                .filter(deployment -> deployment.stage() instanceof Stage.Retired)
                .collect(Collectors.toMap(Deployment::id, deployment -> deployment));
        for (DeploymentId id : instances.deployments()) {
            if (retired.containsKey(id) && runs(id)) {
                LOG.warnf("deployment %s is retired and its instance still ran: stopping it", id);
                stop(retired.get(id));
            } else if (!known.containsKey(id) && runs(id)) {
                LOG.errorf(
                        "an instance of deployment %s runs, of which the log knows nothing: is this the right Kafka"
                                + " cluster and baton.topic-prefix? It is left running",
                        id);
            }
        }
        sweepDatabases(retired);
    }

    private void sweepDatabases(Map<DeploymentId, Deployment> retired) {
        Set<DatabaseLocation> asked = new HashSet<>();
        Set<DeploymentId> present = new HashSet<>();
        retired.values()
                .forEach(deployment -> access(deployment).ifPresent(access -> {
                    DatabaseLocation location = access.location();
                    // One question per server and role, however many databases were there.
                    if (asked.add(new DatabaseLocation(location.server(), "", location.user(), location.password()))) {
                        present.addAll(databases.deployments(access));
                    }
                }));
        retired.forEach((id, deployment) -> {
            if (present.contains(id)) {
                drop(deployment)
                        .ifPresentOrElse(
                                why -> LOG.warnf(
                                        "the database of the retired deployment %s is left behind: %s", id, why),
                                () -> LOG.infof("dropped the database that the retired deployment %s had left", id));
            }
        });
    }

    private boolean runs(DeploymentId id) {
        return instances.observe(id) instanceof InstanceHost.Observation.Running;
    }

    private StopOutcome stop(Deployment deployment) {
        if (!Retirement.mayStop(deployment.stage())) {
            throw new IllegalStateException("deployment " + deployment.id() + " is "
                    + deployment.stage().name() + " and must not be stopped");
        }
        return instances.stop(deployment.id(), deployment.descriptor().run().stopGrace());
    }

    /** Why the database is still there; empty where there is none any more. */
    private Optional<String> drop(Deployment deployment) {
        if (deployment.database().isEmpty()) {
            return Optional.empty();
        }
        Optional<Access> access = access(deployment);
        if (access.isEmpty()) {
            return Optional.of("the secret for its server is missing: "
                    + deployment
                            .database()
                            .get()
                            .password()
                            .map(SecretRef::secret)
                            .orElse(""));
        }
        return switch (databases.drop(deployment.id(), access.get())) {
            case DatabaseHost.Outcome.Done _ -> Optional.empty();
            case DatabaseHost.Outcome.Refused(String reason) -> Optional.of(reason);
            case DatabaseHost.Outcome.Unreachable(String reason) -> Optional.of(reason);
        };
    }

    private Optional<Access> access(Deployment deployment) {
        return deployment.database().flatMap(location -> {
            String maintenance = deployment
                    .descriptor()
                    .database()
                    .map(database -> database.postgres().maintenanceDatabase())
                    .orElse("postgres");
            if (location.password().isEmpty()) {
                return Optional.of(new Access(location, maintenance, Optional.empty()));
            }
            return secrets.find(location.password().get()) instanceof Lookup.Found(String password)
                    ? Optional.of(new Access(location, maintenance, Optional.of(password)))
                    : Optional.empty();
        });
    }
}
