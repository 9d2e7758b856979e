package dev.baton.deployer.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployRequested;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.model.Verification;
import dev.baton.support.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What the tests deploy, and the lines of the services that are not there. */
final class Cast {
    /** A web server from the JDK: healthy at once, its path / answers 200. */
    static final List<String> SERVER = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx32m",
            "-m",
            "jdk.httpserver",
            "-b",
            "127.0.0.1",
            "-p",
            "{port}");

    /** The same for a shell in a container. */
    private static final String SERVE =
            "mkdir -p /tmp/www; echo ok > /tmp/www/index.html; exec httpd -f -p $PORT -h /tmp/www";

    private Cast() {}

    static ApplicationName application(String base) {
        return new ApplicationName(base + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    static ObjectNode descriptor(ApplicationName name, int listen, String databaseServer, List<String> command) {
        ObjectNode descriptor = BatonJson.mapper().createObjectNode();
        descriptor.put("name", name.value());
        ObjectNode run = descriptor.putObject("run");
        command.forEach(run.putObject("process").putArray("command")::add);
        run.put("health", "/").put("startTimeout", "20s").put("stopGrace", "1s").put("restarts", 1);
        run.putObject("environment")
                .put("GREETING", "hello {version}")
                .putObject("TOKEN")
                .put("secret", "TOKEN");
        ObjectNode postgres = descriptor.putObject("database").putObject("postgres");
        postgres.put("server", databaseServer).putObject("password").put("secret", "PG_PASSWORD");
        ObjectNode sync = descriptor.putObject("sync");
        sync.putObject("height").put("sql", "SELECT max(height) FROM blocks");
        sync.putArray("tip").addObject().putObject("evm").put("url", "http://127.0.0.1:1");
        descriptor.putObject("verify").put("blocks", "SELECT height, hash FROM blocks");
        descriptor.putObject("route").put("listen", listen);
        descriptor.putObject("standby").put("keep", "2s");
        return descriptor;
    }

    static DeployRequested request(String version, ObjectNode descriptor) {
        return new DeployRequested(version, descriptor, "test", Optional.empty());
    }

    /** The deployment catches up, is verified, switched to and confirmed, as the other services would tell it. */
    static void goesLive(
            TestLog log,
            ApplicationName application,
            DeploymentId id,
            Slot slot,
            Optional<DeploymentId> from,
            long epoch) {
        isSwitchedTo(log, application, id, slot, from, epoch);
        log.write(application, Optional.of(id), new SwitchConfirmed(epoch, 3));
    }

    static void isSwitchedTo(
            TestLog log,
            ApplicationName application,
            DeploymentId id,
            Slot slot,
            Optional<DeploymentId> from,
            long epoch) {
        Instant now = Instant.now();
        Instant later = now.plus(Duration.ofMinutes(5));
        log.write(
                application,
                Optional.of(id),
                new SyncComplete(new ReadinessCertificate(now, now, later, 100, 100, 5, List.of())));
        log.write(
                application,
                Optional.of(id),
                new DataVerified(new Verification(now.plusMillis(1), later, 100, List.of(), List.of())));
        log.write(
                application,
                Optional.of(id),
                new SwitchStarted(SwitchStarted.Kind.PROMOTE, from, slot, epoch, "test", "verified", Optional.empty()));
        log.write(
                application,
                Optional.of(id),
                new Switched(from, slot, epoch, new SwitchProof(3, 1, now, 100), later, Optional.empty()));
    }

    /** One container that serves users and needs no database. */
    static ObjectNode serving(ApplicationName application, String image, Consumer<ObjectNode> more) {
        ObjectNode descriptor = BatonJson.mapper().createObjectNode().put("name", application.value());
        ObjectNode run = descriptor.putObject("run").put("runtime", "docker");
        ObjectNode container = run.putArray("containers")
                .addObject()
                .put("name", "web")
                .put("image", image)
                .put("port", 8080);
        container.putArray("command").add("sh").add("-c").add(SERVE);
        more.accept(container);
        run.put("health", "/").put("startTimeout", "30s").put("stopGrace", "1s").put("restarts", 1);
        run.putObject("environment").putObject("TOKEN").put("secret", "TOKEN");
        ObjectNode sync = descriptor.putObject("sync");
        sync.putObject("height").putObject("http").put("path", "/height").put("pointer", "/height");
        sync.putArray("tip").addObject().putObject("evm").put("url", "http://127.0.0.1:1");
        descriptor.putObject("route").put("listen", FreePorts.next());
        descriptor.putObject("standby").put("keep", "2s");
        return descriptor;
    }
}
