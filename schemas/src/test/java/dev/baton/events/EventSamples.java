package dev.baton.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.EtaRange;
import dev.baton.model.EventId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.ResolvedImage;
import dev.baton.model.SecretRef;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.model.TipReading;
import dev.baton.model.Verification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One event of every kind, as it might stand in a topic. */
public final class EventSamples {

    public static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    public static final DeploymentId BLUE = DeploymentId.of("019aa2c0-0000-7000-8000-0000000000b1");
    public static final DeploymentId GREEN = DeploymentId.of("019aa2c0-0000-7000-8000-0000000000c2");
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<TipReading> SOURCES = List.of(
            new TipReading(
                    "evm 127.0.0.1:8545", Optional.of(20_481L), Optional.of(Duration.ofSeconds(2)), Optional.empty()),
            new TipReading(
                    "http 127.0.0.1:8546",
                    Optional.of(20_069L),
                    Optional.of(Duration.ofSeconds(90)),
                    Optional.of("it has not told more for 90 s")));
    public static final ReadinessCertificate CERTIFICATE = new ReadinessCertificate(
            NOON.minusSeconds(30),
            NOON,
            NOON.plusSeconds(60),
            20_480,
            20_481,
            31,
            List.of(new Condition("lag", "1 block", "at most 2 blocks", true)),
            Optional.of(new ReadinessCertificate.Evidence(17, 47, SOURCES, Optional.of("0xbb"))));
    public static final Verification VERIFICATION = new Verification(
            NOON,
            NOON.plusSeconds(60),
            20_470,
            List.of(new Verification.Check("hashes", "source", 80), new Verification.Check("gaps", "itself", 20_470)),
            List.of("rows of other tables: not asked for"));
    public static final SwitchProof PROOF = new SwitchProof(8, 4, NOON.plusMillis(12), 180);

    private static final String DESCRIPTOR = """
            {"name": "evm-indexer",
             "run": {"process": {"command": ["java", "-jar", "indexer-{version}.jar"], "directory": "/srv/indexer"},
                     "environment": {"CHAIN_URL": "http://127.0.0.1:8545", "API_KEY": {"secret": "CHAIN_KEY"}}},
             "database": {"postgres": {"server": "postgresql://baton@127.0.0.1:5432/postgres",
                                       "password": {"secret": "PG_PASSWORD"}}},
             "sync": {"height": {"sql": "SELECT max(height) FROM blocks"},
                      "tip": [{"evm": {"url": "http://127.0.0.1:8545"}},
                              {"http": {"url": "http://127.0.0.1:8546/head", "pointer": "/height"}}]},
             "verify": {"blocks": "SELECT height, hash FROM blocks", "chainId": 31337},
             "route": {"listen": 8080, "host": "indexer.example.org"}}
            """;

    private EventSamples() {}

    public static Stream<Envelope<?>> all() {
        return events().map(EventSamples::enveloped);
    }

    public static JsonNode descriptorJson() {
        try {
            return BatonJson.mapper().readTree(DESCRIPTOR);
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    public static Descriptor descriptor() {
        try {
            return BatonJson.mapper().treeToValue(descriptorJson(), Descriptor.class);
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    public static DeployAccepted accepted(String version, Slot slot) {
        return new DeployAccepted(
                version,
                descriptor(),
                slot,
                List.of(18_101, 18_102, 18_103),
                Optional.empty(),
                Optional.of(new DatabaseLocation(
                        new Address("127.0.0.1", 5432),
                        "baton_evm_indexer_000000c2",
                        "baton",
                        Optional.of(new SecretRef("PG_PASSWORD")))),
                Optional.empty(),
                Optional.empty(),
                "ci",
                NOON.minusSeconds(600));
    }

    /** As the first of an application's events. */
    public static Adopted adopted(Slot slot) {
        return new Adopted(
                "1",
                descriptor(),
                slot,
                List.of(18_101, 18_102, 18_103),
                Optional.empty(),
                Address.loopback(8_081),
                Optional.empty(),
                Optional.of(new AdoptedInstance.Process(4711, 123_456, "c8c4a6a2-6f0e-4d0e-9c43-7a2a8e6d4a10")),
                Optional.of(new DatabaseLocation(
                        new Address("127.0.0.1", 5432),
                        "explorer",
                        "baton",
                        Optional.of(new SecretRef("PG_PASSWORD")))),
                1,
                "ada",
                NOON.minusSeconds(1));
    }

    private static Stream<Event> events() {
        return Stream.of(
                new DeployRequested("2", descriptorJson(), "ci", Optional.of("nightly build")),
                new AdoptRequested(
                        "1",
                        descriptorJson(),
                        Optional.of("explorer"),
                        Optional.of(4711L),
                        Optional.of(Address.loopback(18_101)),
                        Optional.of(Slot.A),
                        Optional.of("postgresql://baton@127.0.0.1:5432/explorer"),
                        "ada",
                        Optional.of("the move to Baton")),
                adopted(Slot.A),
                new PromoteRequested("ada", true, Optional.of("the source is down for good")),
                new RollbackRequested("ada", Optional.of("wrong balances")),
                new AbortRequested("ada", Optional.empty()),
                new PauseRequested("ada", Optional.of("the chain forks tonight")),
                new ResumeRequested("ada", Optional.empty()),
                new ExpiryAnnounced(NOON.plusSeconds(3600)),
                new Paused("ada", "the chain forks tonight"),
                new StandbyLost("its health check has failed since 12:00: connection refused"),
                new StandbyRestored(),
                new Resumed("ada", "no reason given"),
                accepted("2", Slot.B),
                new DeployRejected("2", List.of("deployment 019aa2c0… is in progress since 11:40")),
                new RequestRejected("dev.baton.rollback-requested.v1", List.of("there is no standby")),
                new GreenStarted(Address.loopback(18_102), NOON.minusSeconds(590)),
                new GreenFailed(
                        "the program ended with exit code 3 before it was healthy",
                        Optional.of(3),
                        List.of("connecting", "no such table")),
                new PullProgress("registry.example.org/explorer:2", 3, 2, 5, 48_000_000, 120_000_000),
                new ImagesResolved(List.of(new ResolvedImage(
                        "explorer",
                        "registry.example.org/explorer:2",
                        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        Optional.of("registry.example.org/explorer@sha256:"
                                + "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")))),
                new InstanceExited(Optional.of(137), 1, List.of("indexed 812")),
                new LogMatched("catchup completed", 1),
                new SyncProgress(
                        17,
                        NOON,
                        Optional.of(12_000L),
                        Optional.of(20_481L),
                        Optional.of(812.5),
                        Optional.of(Duration.ofSeconds(10)),
                        true,
                        List.of(),
                        Optional.of(new EtaRange(Duration.ofSeconds(8), Optional.of(Duration.ofSeconds(14)))),
                        SOURCES,
                        Optional.of("0xbb")),
                new ReadinessAssessed(
                        NOON,
                        false,
                        Optional.empty(),
                        List.of(new ReadinessAssessed.Finding(
                                new Condition("lag", "412 blocks", "at most 2 blocks", false),
                                NOON.minusSeconds(40),
                                Optional.of("410 more blocks at 812.5 a second"))),
                        Optional.of(NOON.plusSeconds(38)),
                        Optional.of(NOON.plusSeconds(44))),
                new VerificationProgress(
                        "table transactions", "blue", 3_200_000, Optional.of(5_000_000L), Optional.empty()),
                new MilestoneReached(
                        MilestoneReached.Milestone.HEIGHT,
                        Optional.of(1_000_000L),
                        1_000_412,
                        5_000_000,
                        Optional.of(Duration.ofMinutes(82))),
                new SyncComplete(CERTIFICATE),
                new ReadinessLost("412 blocks behind", Optional.of(20_000L), Optional.of(20_412L)),
                new SyncStalled(
                        "no progress for 10 minutes", NOON.minusSeconds(600), Optional.of(12_000L), Optional.empty()),
                new DataVerified(VERIFICATION),
                new DataMismatch(
                        "hashes",
                        20_470,
                        1,
                        List.of(new DataMismatch.Difference(
                                17, "0xaa", "source", "0xbb", Optional.of("tx_hash 0x17")))),
                new SwitchStarted(
                        SwitchStarted.Kind.PROMOTE,
                        Optional.of(BLUE),
                        Slot.B,
                        2,
                        "baton",
                        "verified",
                        Optional.empty()),
                new RouterReloaded(
                        List.of(APPLICATION, new ApplicationName("penumbra-explorer")), Optional.of("edge-1")),
                new RouteProven("edge-1", 2, PROOF),
                new RouteRefused("edge-2", 2, "the health path answered HTTP 503 by the new route instead of 200"),
                new Switched(Optional.of(BLUE), Slot.B, 2, PROOF, NOON.plusSeconds(300), Optional.empty()),
                new SwitchFailed(2, "3 of 8 requests were answered by the old version", Optional.of(BLUE)),
                new SwitchConfirmed(2, 300),
                new RolledBack(BLUE, Slot.A, 3, "3 health checks in a row failed", true, PROOF),
                new DeployAborted("ada", "wrong branch"),
                new DeployCompleted("2", Duration.ofMinutes(15)),
                new DeployFailed("2", "aborted by ada: wrong branch"),
                new RetireStarted("its hold time is over", Optional.empty()),
                new InstanceRetired("its hold time is over"),
                new RouteChanged(Slot.B, Address.loopback(18_102), 2, "2"),
                new AuditRecorded(
                        42,
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                        "baton.deployments.v1",
                        3,
                        1017,
                        NOON,
                        descriptorJson()));
    }

    private static Envelope<?> enveloped(Event event) {
        var type = Event.typeOf(event.getClass());
        return new Envelope<>(
                new EventId("cause-of-" + type).consequence(type),
                URI.create("/baton/test"),
                APPLICATION,
                NOON,
                Optional.of(GREEN),
                Optional.of(new EventId("cause-of-" + type)),
                Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                event);
    }
}
