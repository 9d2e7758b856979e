package dev.baton.deployer.handler;

import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseUse;
import dev.baton.deployer.domain.DatabaseUse.Fate;
import dev.baton.deployer.domain.Facts;
import dev.baton.deployer.domain.InstanceHost;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.deployer.domain.InstanceHosts;
import dev.baton.deployer.domain.Retirement;
import dev.baton.deployer.domain.SecretStore;
import dev.baton.deployer.domain.SecretStore.Lookup;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.RuntimeKind;
import dev.baton.events.InstanceRetired;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.SecretRef;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
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

    private final InstanceHosts instances;
    private final DatabaseHost databases;
    private final SecretStore secrets;
    private final Clock clock;

    InstanceRetirement(InstanceHosts instances, DatabaseHost databases, SecretStore secrets, Clock clock) {
        this.instances = instances;
        this.databases = databases;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** One step in retiring the deployment as it stands. Its directory stays, for whoever asks what it last said. */
    Step step(Application application, Deployment deployment) {
        if (!(deployment.stage() instanceof Stage.Retiring(String reason))) {
            return Step.Done.silently();
        }
        switch (stop(deployment)) {
            case StopOutcome.Stopped _ -> {
                // On to its database.
            }
            case StopOutcome.StillRunning(var pids) -> {
                LOG.errorf(
                        "%s: processes %s of deployment %s do not end, not even killed",
                        application.name(), pids, deployment.id());
                return new Step.Again(RETRY);
            }
            case StopOutcome.Unreachable(String why) -> {
                // Its slot stays taken: what is there may still hold the port.
                LOG.errorf("%s: deployment %s cannot be stopped: %s", application.name(), deployment.id(), why);
                return new Step.Again(RETRY);
            }
        }
        return switch (fate(application, deployment)) {
            case Fate.Stay(String why) -> retired(application, deployment, reason + "; its database stays: " + why);
            case Fate.Wait(String why) -> {
                LOG.infof("%s: deployment %s: its database waits: %s", application.name(), deployment.id(), why);
                yield new Step.Again(RETRY);
            }
            case Fate.Drop(DeploymentId owner) -> dropped(application, deployment, owner, reason);
        };
    }

    /** Without a database of whatever kind there is nothing that could stay. */
    private static Fate fate(Application application, Deployment deployment) {
        return deployment.database().isPresent()
                ? DatabaseUse.fate(application, deployment)
                : new Fate.Drop(deployment.id());
    }

    private Step dropped(Application application, Deployment deployment, DeploymentId owner, String reason) {
        Optional<String> left = drop(application.name(), deployment, owner);
        if (left.isPresent() && clock.instant().isBefore(deployment.since().plus(DATABASE_PATIENCE))) {
            LOG.warnf("%s: deployment %s: %s", application.name(), deployment.id(), left.get());
            return new Step.Again(RETRY);
        }
        return retired(
                application,
                deployment,
                left.map(why -> reason + "; its database is left behind: " + why)
                        .orElseGet(() -> owner.equals(deployment.id())
                                ? reason
                                : reason + "; it was the last to use the database of deployment " + owner
                                        + ", which is gone too"));
    }

    private Step retired(Application application, Deployment deployment, String reason) {
        String told =
                reason + Retirement.leaves(deployment).map(what -> "; " + what).orElse("");
        LOG.infof("%s: deployment %s is retired: %s", application.name(), deployment.id(), told);
        return Step.Done.with(Facts.of(application.name(), deployment, clock.instant(), new InstanceRetired(told)));
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
                // Whoever made it may have started it again, for reasons of their own.
                .filter(deployment -> deployment.adopted().isEmpty())
                .collect(Collectors.toMap(Deployment::id, deployment -> deployment));
        retired.values().stream().filter(this::isThere).forEach(deployment -> {
            LOG.warnf("deployment %s is retired and its instance was still there: removing it", deployment.id());
            stop(deployment);
        });
        kindsInUse(known.values()).forEach(kind -> reportStrangers(instances.of(kind), known.keySet()));
        sweepDatabases(applications);
    }

    private void sweepDatabases(Collection<Application> applications) {
        Set<String> asked = new HashSet<>();
        Set<DeploymentId> present = new HashSet<>();
        for (Application application : applications) {
            for (Deployment deployment : application.deployments()) {
                DeploymentId owner = DatabaseUse.owner(deployment);
                if (!(deployment.stage() instanceof Stage.Retired) || DatabaseUse.isUsed(application, owner)) {
                    continue;
                }
                access(application.name(), deployment)
                        .filter(access -> asked.add(place(access)))
                        .ifPresent(access -> present.addAll(databases.deployments(access)));
                if (present.remove(owner)) {
                    drop(application.name(), deployment, owner)
                            .ifPresentOrElse(
                                    why -> LOG.warnf(
                                            "the database of the retired deployment %s is left behind: %s", owner, why),
                                    () -> LOG.infof(
                                            "dropped the database that the retired deployment %s had left", owner));
                }
            }
        }
    }

    /** One question per server and role, or per engine, however many databases were there. */
    private static String place(Access access) {
        return access.housing().isPresent()
                ? "containers"
                : access.location().user() + "@" + access.location().server();
    }

    private boolean isThere(Deployment deployment) {
        return switch (instances.of(deployment).observe(deployment.id())) {
            case Observation.Running _, Observation.Incomplete _ -> true;
            case Observation.Exited _, Observation.Interrupted _ ->
                // An ended process is gone; an ended container is still there.
                deployment.descriptor().run().runtime() == RuntimeKind.DOCKER;
            case Observation.Absent _, Observation.Unknown _ -> false;
        };
    }

    /** Whoever runs no containers needs no engine, so that one is not asked. */
    private static Set<RuntimeKind> kindsInUse(Collection<Deployment> known) {
        Set<RuntimeKind> kinds = EnumSet.of(RuntimeKind.PROCESS);
        known.forEach(deployment -> kinds.add(deployment.descriptor().run().runtime()));
        return kinds;
    }

    private static void reportStrangers(InstanceHost host, Set<DeploymentId> known) {
        host.deployments().stream()
                .filter(id -> !known.contains(id))
                .filter(id -> host.observe(id) instanceof Observation.Running)
                .forEach(id -> LOG.errorf(
                        "an instance of deployment %s runs, of which the log knows nothing: is this the right Kafka"
                                + " cluster and baton.topic-prefix? It is left running",
                        id));
    }

    private StopOutcome stop(Deployment deployment) {
        if (!Retirement.mayStop(deployment.stage())) {
            throw new IllegalStateException("deployment " + deployment.id() + " is "
                    + deployment.stage().name() + " and must not be stopped");
        }
        return instances
                .of(deployment)
                .stop(deployment.id(), deployment.descriptor().run().stopGrace());
    }

    /** Why the database is still there; empty where there is none any more. */
    private Optional<String> drop(ApplicationName application, Deployment deployment, DeploymentId owner) {
        if (deployment.database().isEmpty()) {
            return Optional.empty();
        }
        Optional<Access> access = access(application, deployment);
        if (access.isEmpty()) {
            return Optional.of("the secret for its server is missing: "
                    + deployment
                            .database()
                            .get()
                            .password()
                            .map(SecretRef::secret)
                            .orElse(""));
        }
        return switch (databases.drop(owner, access.get())) {
            case DatabaseHost.Outcome.Done _ -> Optional.empty();
            case DatabaseHost.Outcome.NotYet(String reason) -> Optional.of(reason);
            case DatabaseHost.Outcome.Refused(String reason) -> Optional.of(reason);
            case DatabaseHost.Outcome.Unreachable(String reason) -> Optional.of(reason);
        };
    }

    /** Empty where the secret is missing that a server asks for; who removes a container needs none. */
    private Optional<Access> access(ApplicationName application, Deployment deployment) {
        Optional<SecretRef> reference = deployment.database().flatMap(DatabaseLocation::password);
        Optional<String> password = reference.flatMap(name ->
                secrets.find(name) instanceof Lookup.Found(String value) ? Optional.of(value) : Optional.empty());
        return Access.of(application, deployment, password)
                .filter(access -> access.housing().isPresent() || reference.isEmpty() || password.isPresent());
    }
}
