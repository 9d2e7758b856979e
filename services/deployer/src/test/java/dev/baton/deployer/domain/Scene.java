package dev.baton.deployer.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.deployment.Situation;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Request;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.SwitchProof;
import dev.baton.model.Verification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** An application that events lead, one by one, to where a test wants it. Every event must count. */
final class Scene {
    static final ApplicationName SHOP = new ApplicationName("shop");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration HOLD = Duration.ofHours(24);

    private static final URI SOURCE = URI.create("/test");

    private final Admission admission = new Admission(new PortRange(21000, 21009), ports(Map.of()), Optional.empty());
    private Instant now = START;
    private Application application = Application.unknown(SHOP);
    private long epoch;

    static LocalPorts ports(Map<Integer, String> holders) {
        return address -> Optional.ofNullable(holders.get(address.port()));
    }

    static DeploymentId id(int number) {
        return new DeploymentId(new UUID(0x7000L, number));
    }

    static ObjectNode descriptor() {
        ObjectNode descriptor = BatonJson.mapper().createObjectNode();
        descriptor.put("name", SHOP.value());
        ObjectNode run = descriptor.putObject("run");
        run.putObject("process")
                .putArray("command")
                .add("serve")
                .add("--version={version}")
                .add("--port={port}");
        run.put("restarts", 2);
        ObjectNode environment = run.putObject("environment");
        environment.put("RELEASE", "v{version}").putObject("TOKEN").put("secret", "SHOP_TOKEN");
        descriptor
                .putObject("database")
                .putObject("postgres")
                .put("server", "postgresql://shop@127.0.0.1:5432/postgres")
                .putObject("password")
                .put("secret", "PG_PASSWORD");
        ObjectNode sync = descriptor.putObject("sync");
        sync.putObject("height").put("sql", "SELECT max(height) FROM blocks");
        sync.putArray("tip").addObject().putObject("evm").put("url", "http://127.0.0.1:8545");
        descriptor.putObject("route").put("listen", 8080);
        return descriptor;
    }

    static ObjectNode descriptor(Consumer<ObjectNode> change) {
        ObjectNode descriptor = descriptor();
        change.accept(descriptor);
        return descriptor;
    }

    static Envelope<DeployRequested> request(String version, ObjectNode descriptor) {
        return Envelope.first(
                SOURCE,
                SHOP,
                Optional.empty(),
                START,
                new DeployRequested(version, descriptor, "ci", Optional.empty()));
    }

    Application application() {
        return application;
    }

    Instant now() {
        return now;
    }

    Scene after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Deployment deployment(int number) {
        return application.deployment(id(number)).orElseThrow();
    }

    Situation situation() {
        return new Situation(application, List.of(), now);
    }

    Situation asked(List<Envelope<? extends Request>> requests) {
        return new Situation(application, requests, now);
    }

    <E extends Request> Envelope<E> ask(Optional<DeploymentId> about, E event) {
        return Envelope.first(SOURCE, SHOP, about, now, event);
    }

    Admission.Verdict admit(Envelope<DeployRequested> request, int number) {
        return admission.answer(request, application, List.of(), Set.of(), id(number), now);
    }

    Scene accepted(int number, String version) {
        return accepted(number, version, descriptor());
    }

    Scene accepted(int number, String version, ObjectNode descriptor) {
        Admission.Verdict verdict = admit(request(version, descriptor), number);
        if (verdict instanceof Admission.Verdict.Answer(Envelope<?> answer)
                && answer.event() instanceof DeployAccepted accepted) {
            return happened(number, accepted);
        }
        throw new AssertionError("not accepted: " + verdict);
    }

    Scene started(int number) {
        return happened(number, new GreenStarted(Address.loopback(21000), now));
    }

    Scene synced(int number) {
        return happened(
                number, new SyncComplete(new ReadinessCertificate(now, now, now.plusSeconds(60), 9, 9, 3, List.of())));
    }

    Scene verified(int number) {
        return synced(number)
                .happened(
                        number, new DataVerified(new Verification(now, now.plusSeconds(60), 9, List.of(), List.of())));
    }

    Scene switching(int number) {
        epoch++;
        return happened(
                number,
                new SwitchStarted(
                        SwitchStarted.Kind.PROMOTE,
                        application.live().map(Deployment::id),
                        deployment(number).slot(),
                        epoch,
                        "ann",
                        "verified",
                        Optional.empty()));
    }

    Scene switched(int number) {
        return happened(
                number,
                new Switched(
                        application.live().map(Deployment::id),
                        deployment(number).slot(),
                        epoch,
                        new SwitchProof(3, 1, now, 100),
                        now.plusSeconds(300),
                        Optional.empty()));
    }

    Scene confirmed(int number) {
        return happened(number, new SwitchConfirmed(epoch, 3));
    }

    /** The whole way to users, outcome included. */
    Scene live(int number, String version) {
        accepted(number, version)
                .started(number)
                .verified(number)
                .switching(number)
                .switched(number)
                .confirmed(number);
        return settled();
    }

    /** What the deployer itself says at this point is said and read back, until it has nothing more to say. */
    Scene settled() {
        List<Envelope<?>> said = Deployer.decide(situation()).events();
        while (!said.isEmpty()) {
            said.forEach(this::read);
            said = Deployer.decide(situation()).events();
        }
        return this;
    }

    Scene happened(int number, LifecycleEvent event) {
        return read(new Envelope<>(
                new EventId(Event.typeOf(event.getClass()) + UUID.randomUUID()),
                SOURCE,
                SHOP,
                now,
                Optional.of(id(number)),
                Optional.empty(),
                Optional.empty(),
                event));
    }

    @SuppressWarnings("unchecked")
    Scene read(Envelope<?> envelope) {
        switch (application.after((Envelope<? extends LifecycleEvent>) envelope)) {
            case Folded.Accepted accepted -> application = accepted.application();
            case Folded.Void nothing -> throw new AssertionError(envelope.type() + " does not count: " + nothing.why());
        }
        return this;
    }
}
