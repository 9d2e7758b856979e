package dev.baton.syncmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.VerificationProgress;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.support.PostgresServer;
import dev.baton.support.SharedKafka;
import dev.baton.syncmonitor.adapter.probe.EvmAnswers;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, killed in the middle of a comparison of rows, and another in its place on another machine. */
class TakeoverIT {

    private static final DeploymentId BLUE = Story.deployment(1);
    private static final DeploymentId GREEN = Story.deployment(2);

    /** What the first piece of a comparison covers. */
    private static final long FIRST = 1_000;

    private static final int LOCK = 7;

    private final String prefix = SharedKafka.uniquePrefix();
    private final String deployments = Topic.DEPLOYMENTS.in(prefix);
    private final String samples = Topic.SYNC_PROGRESS.in(prefix);
    private final EventCodec codec = new EventCodec();
    private final EvmAnswers chain = new EvmAnswers(5_000);
    private final TinyServer server = new TinyServer()
            .answering("/chain", chain)
            .answering("/health", 200, "ok")
            .answering("/height", exchange -> TinyServer.send(exchange, 200, "{\"height\":" + chain.height() + "}"));
    private final ScheduledExecutorService miner = Executors.newSingleThreadScheduledExecutor();
    private final List<Envelope<?>> published = new ArrayList<>();

    @TempDir
    private Path directory;

    private PostgresServer postgres;
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;

    @BeforeEach
    void start() {
        postgres = PostgresServer.start(directory.resolve("postgres"));
        SharedKafka.createTopics(2, deployments, samples);
        Map<String, Object> kafka = Map.of("bootstrap.servers", SharedKafka.bootstrapServers());
        producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(Stream.of(deployments, samples)
                .flatMap(topic -> Stream.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        miner.scheduleAtFixedRate(() -> chain.grow(1), 100, 100, TimeUnit.MILLISECONDS);
        createDatabases();
    }

    @AfterEach
    void stop() {
        miner.shutdownNow();
        producer.close();
        consumer.close();
        server.close();
        postgres.close();
    }

    @Test
    void goesOnAfterAKillWhereNothingIsLeftOnDisk() throws Exception {
        begin();
        try (var held = DriverManager.getConnection(postgres.jdbcUrl("green"));
                var statement = held.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(LOCK));
            try (var first = monitor("first")) {
                awaitProgressSince(Instant.EPOCH);
                first.kill();
            }
            var secondAt = Instant.now();
            try (var _ = monitor("second")) {
                assertThat(awaitProgressSince(secondAt).done()).isEqualTo(FIRST);

                statement.execute("SELECT pg_advisory_unlock(%d)".formatted(LOCK));
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(of(DataVerified.class))
                                .singleElement()
                                .satisfies(verified -> assertThat(((DataVerified) verified.event())
                                                .verification()
                                                .unchecked())
                                        .contains("table t below " + FIRST + ": found equal before")));
            }
        }
    }

    private MonitorProcess monitor(String machine) throws Exception {
        return new MonitorProcess(
                Files.createDirectory(directory.resolve(machine)), SharedKafka.bootstrapServers(), prefix);
    }

    /** One that tells what was found equal. */
    private VerificationProgress awaitProgressSince(Instant time) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> of(VerificationProgress.class).stream()
                                .filter(envelope -> envelope.time().isAfter(time))
                                .map(envelope -> (VerificationProgress) envelope.event())
                                .filter(progress -> progress.check().startsWith("table t")
                                        && progress.equal().isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private List<Envelope<?>> of(Class<?> kind) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
            if (codec.decode(record) instanceof Decoded.Readable(var envelope)) {
                published.add(envelope);
            }
        }
        return published.stream()
                .<Envelope<?>>filter(envelope -> kind.isInstance(envelope.event()))
                .toList();
    }

    private void begin() {
        var now = Instant.now();
        // Green's rows from some height on are read once the test lets them.
        var blue = story("SELECT height, n, height AS gate FROM t");
        send(blue.accepted(BLUE, Slot.A, database("blue"), now));
        send(blue.started(BLUE, now));
        send(blue.switchStarted(BLUE, Optional.empty(), Slot.A, 1, now));
        send(blue.switched(BLUE, Optional.empty(), Slot.A, 1, now));
        send(blue.confirmed(BLUE, 1, now));
        var green = story("SELECT height, n, gate(height) AS gate FROM t");
        send(green.accepted(GREEN, Slot.B, database("green"), now));
        send(green.started(GREEN, now));
    }

    private Story story(String rows) {
        var descriptor = Story.descriptor("indexer", """
                {"height": {"http": {"path": "/height", "pointer": "/height"}}, "tip": [{"evm": {"url": "%s"}}],
                 "blockInterval": "100ms", "stableFor": "1s", "interval": "300ms", "lease": "5m"}""".formatted(server.at("/chain")), """
                {"blocks": "SELECT height, hash FROM blocks", "skip": %s, "tables": [%s]}""".formatted(
                        TwoVersions.ALL_BUT_TABLES, TwoVersions.table(rows)));
        return new Story("indexer", descriptor, server.port());
    }

    private Optional<DatabaseLocation> database(String name) {
        return Optional.of(new DatabaseLocation(Address.loopback(postgres.port()), name, "postgres", Optional.empty()));
    }

    private void send(Envelope<LifecycleEvent> envelope) {
        producer.send(codec.toRecord(deployments, envelope));
    }

    private void createDatabases() {
        for (var name : List.of("blue", "green")) {
            postgres.execute("postgres", "CREATE DATABASE " + name);
            postgres.execute(
                    name,
                    "CREATE TABLE blocks AS SELECT height, '%s'::text AS hash FROM generate_series(0, 20000) height"
                            .formatted(EvmAnswers.hash(0)),
                    "CREATE TABLE t AS SELECT height, height::int AS n FROM generate_series(0, 20000) height",
                    "ALTER TABLE t ALTER height TYPE bigint",
                    "CREATE INDEX ON t (height)",
                    """
                    CREATE FUNCTION gate(height bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
                      IF height >= %d THEN
                        PERFORM pg_advisory_lock_shared(%d);
                        PERFORM pg_advisory_unlock_shared(%d);
                      END IF;
                      RETURN height;
                    END $$""".formatted(FIRST, LOCK, LOCK));
        }
    }
}
