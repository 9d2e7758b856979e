package dev.baton.deployer.handler;

import dev.baton.deployer.adapter.docker.AdoptedContainer;
import dev.baton.deployer.adapter.docker.ContainerFinder;
import dev.baton.deployer.adapter.docker.DockerEngine;
import dev.baton.deployer.adapter.docker.DockerImageStore;
import dev.baton.deployer.adapter.docker.DockerInstanceHost;
import dev.baton.deployer.adapter.docker.PostgresContainerHost;
import dev.baton.deployer.adapter.file.FileSecretStore;
import dev.baton.deployer.adapter.http.HttpHealthProbe;
import dev.baton.deployer.adapter.postgres.PostgresDatabaseHost;
import dev.baton.deployer.adapter.postgres.PostgresSizes;
import dev.baton.deployer.adapter.process.AdoptedProcess;
import dev.baton.deployer.adapter.process.KernelPorts;
import dev.baton.deployer.adapter.process.ProcessFinder;
import dev.baton.deployer.adapter.process.ProcessInstanceHost;
import dev.baton.deployer.domain.Admission;
import dev.baton.deployer.domain.Adoption;
import dev.baton.deployer.domain.AdoptionSurvey;
import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseHosts;
import dev.baton.deployer.domain.DatabaseSizes;
import dev.baton.deployer.domain.HealthProbe;
import dev.baton.deployer.domain.ImageStore;
import dev.baton.deployer.domain.InstanceElsewhere;
import dev.baton.deployer.domain.InstanceHosts;
import dev.baton.deployer.domain.LocalPorts;
import dev.baton.deployer.domain.PortRange;
import dev.baton.deployer.domain.SecretStore;
import dev.baton.descriptor.RuntimeKind;
import dev.baton.model.AdoptedInstance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Which adapter stands behind which port. */
class Wiring {
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    LocalPorts ports() {
        return new KernelPorts();
    }

    @Produces
    @Singleton
    DockerEngine engine(BatonConfig config, Clock clock) {
        return new DockerEngine(config.docker().host(), clock);
    }

    @Produces
    @Singleton
    ImageStore images(DockerEngine engine) {
        return new DockerImageStore(engine);
    }

    @Produces
    @Singleton
    InstanceHosts instances(BatonConfig config, LocalPorts ports, DockerEngine engine, Clock clock) {
        Path records = config.dir().resolve("instances");
        return new InstanceHosts(
                Map.of(
                        RuntimeKind.PROCESS, new ProcessInstanceHost(records, ports, clock),
                        RuntimeKind.DOCKER, new DockerInstanceHost(engine, records, config.installationName(), clock)),
                adopted -> switch (adopted) {
                    case AdoptedInstance.Process process -> new AdoptedProcess(process);
                    case AdoptedInstance.Container container -> new AdoptedContainer(engine, container);
                    case AdoptedInstance.Elsewhere _ -> new InstanceElsewhere();
                });
    }

    @Produces
    @Singleton
    Adoption adoption(BatonConfig config, LocalPorts ports) {
        return new Adoption(
                new PortRange(config.slotPorts().first(), config.slotPorts().last()), ports, config.slotHost());
    }

    @Produces
    @Singleton
    AdoptionSurvey survey(BatonConfig config, DockerEngine engine, HealthProbe health, SecretStore secrets) {
        return new AdoptionSurvey(
                new ContainerFinder(engine),
                new ProcessFinder(),
                health,
                new PostgresDatabaseHost(),
                secrets,
                config.slotHost());
    }

    @Produces
    @Singleton
    DatabaseHost databases(BatonConfig config, DockerEngine engine) {
        PostgresDatabaseHost servers = new PostgresDatabaseHost();
        return new DatabaseHosts(servers, new PostgresContainerHost(engine, config.installationName(), servers));
    }

    @Produces
    @Singleton
    DatabaseSizes sizes() {
        return new PostgresSizes();
    }

    @Produces
    @Singleton
    HealthProbe health() {
        return new HttpHealthProbe(HEALTH_LIMIT);
    }

    @Produces
    @Singleton
    SecretStore secrets(BatonConfig config) {
        return new FileSecretStore(config.dir().resolve("secrets"), System.getenv());
    }

    @Produces
    @Singleton
    Admission admission(BatonConfig config, LocalPorts ports) {
        return new Admission(
                new PortRange(config.slotPorts().first(), config.slotPorts().last()), ports, config.slotHost());
    }

    @Produces
    @Singleton
    InstanceCare care(
            InstanceHosts instances,
            ImageStore images,
            DatabaseHost databases,
            HealthProbe health,
            SecretStore secrets,
            Clock clock) {
        return new InstanceCare(instances, images, databases, health, secrets, clock);
    }

    @Produces
    @Singleton
    InstanceRetirement retirement(InstanceHosts instances, DatabaseHost databases, SecretStore secrets, Clock clock) {
        return new InstanceRetirement(instances, databases, secrets, clock);
    }
}
