package dev.baton.syncmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.support.PostgresServer;
import dev.baton.support.SharedKafka;
import dev.baton.syncmonitor.adapter.probe.EvmAnswers;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with a real broker, a real database and a chain that grows. */
class SyncMonitorIT {

    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration STABLE_FOR = Duration.ofSeconds(2);
    private static final DeploymentId GREEN = Story.deployment(1);
    private static final DeploymentId OTHER = Story.deployment(2);

    private final String prefix = SharedKafka.uniquePrefix();
    private final String deployments = Topic.DEPLOYMENTS.in(prefix);
    private final String samples = Topic.SYNC_PROGRESS.in(prefix);
    private final EventCodec codec = new EventCodec();
    private final EvmAnswers chain = new EvmAnswers(100);
    private final EvmAnswers source = new EvmAnswers(100_000);
    private final TinyServer server = new TinyServer()
            .answering("/chain", chain)
            .answering("/source", source)
            .answering("/health", 200, "ok")
            .answering("/height", exchange -> TinyServer.send(exchange, 200, "{\"height\":" + chain.height() + "}"));
    private final ScheduledExecutorService miner = Executors.newSingleThreadScheduledExecutor();
    private final List<Envelope<?>> published = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private PostgresServer postgres;
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;
    private MonitorProcess monitor;

    @BeforeEach
    void start() throws ExecutionException, InterruptedException {
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", SharedKafka.bootstrapServers(), "isolation.level", "read_committed");
        try (var admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(deployments, 2, (short) 1), new NewTopic(samples, 2, (short) 1)))
                    .all()
                    .get();
        }
        monitor = new MonitorProcess(directory, SharedKafka.bootstrapServers(), prefix);
        postgres = PostgresServer.start(directory.resolve("postgres"));
        producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(
                new TopicPartition(deployments, 0),
                new TopicPartition(deployments, 1),
                new TopicPartition(samples, 0),
                new TopicPartition(samples, 1)));
        consumer.seekToBeginning(consumer.assignment());
        miner.scheduleAtFixedRate(this::mine, 100, 100, TimeUnit.MILLISECONDS);
        createDatabase("green");
    }

    @AfterEach
    void stop() {
        monitor.close();
        miner.shutdownNow();
        producer.close();
        consumer.close();
        server.close();
        postgres.close();
    }

    @Test
    void provesReadinessAndDataThroughPoisonRedeliveryAnOutageAndACrash() throws Exception {
        source.isDown(true);
        producer.send(new ProducerRecord<>(deployments, "indexer", "not JSON".getBytes(UTF_8)));
        producer.send(new ProducerRecord<>(samples, "indexer", "{}".getBytes(UTF_8)));
        begin("indexer", GREEN, "green");
        begin("indexer", GREEN, "green");
        awaitMost(GREEN, SyncProgress.class, 3);

        monitor.kill();
        monitor.restart();

        var complete = awaitMost(GREEN, SyncComplete.class, 1);
        assertThat(detection(complete)).isLessThan(STABLE_FOR.plus(INTERVAL).plusMillis(500));
        assertThat(of(GREEN, DataVerified.class)).as("the source is down").isEmpty();

        source.isDown(false);
        var verified = awaitMost(GREEN, DataVerified.class, 1);
        assertThat(verified.cause()).contains(complete.id());

        postgres.execute("postgres", "CREATE DATABASE other TEMPLATE green");
        postgres.execute("other", "DELETE FROM blocks WHERE height = 33");
        begin("another", OTHER, "other");
        assertThat(awaitMost(OTHER, DataMismatch.class, 1).event())
                .isInstanceOfSatisfying(
                        DataMismatch.class,
                        mismatch -> assertThat(mismatch.differences())
                                .extracting(DataMismatch.Difference::height)
                                .containsExactly(33L));

        assertThat(published).extracting(Envelope::id).doesNotHaveDuplicates();
        assertThat(of(GREEN, SyncComplete.class)).hasSize(1);
        assertThat(of(GREEN, DataVerified.class)).hasSize(1);
        monitor.awaitReady();
        assertThat(monitor.metrics()).containsPattern("baton_records_unreadable_total [1-9]");
    }

    private Envelope<?> awaitMost(DeploymentId id, Class<? extends Event> kind, int number) {
        await(kind.getSimpleName())
                .atMost(Duration.ofSeconds(60))
                .until(() -> of(id, kind).size() >= number);
        return of(id, kind).getFirst();
    }

    private void begin(String application, DeploymentId id, String database) {
        var descriptor =
                Story.descriptor(application, """
                {"height": {"http": {"path": "/height", "pointer": "/height"}}, "tip": [{"evm": {"url": "%s"}}],
                 "blockInterval": "100ms", "stableFor": "%s", "interval": "%s", "lease": "5m"}""".formatted(server.at("/chain"), STABLE_FOR, INTERVAL), """
                {"blocks": "SELECT height, hash FROM blocks", "chainId": 31337, "source": {"evm": {"url": "%s"}}}""".formatted(
                                server.at("/source")));
        var story = new Story(application, descriptor, server.port());
        var location = new DatabaseLocation(Address.loopback(postgres.port()), database, "postgres", Optional.empty());
        var now = Instant.now();
        producer.send(codec.toRecord(deployments, story.accepted(id, Slot.A, Optional.of(location), now)));
        producer.send(codec.toRecord(deployments, story.started(id, now)));
    }

    private void createDatabase(String name) {
        postgres.execute("postgres", "CREATE DATABASE " + name);
        postgres.execute(
                name,
                "CREATE TABLE blocks (height bigint PRIMARY KEY, hash text)",
                "INSERT INTO blocks VALUES " + rows(0, 20_000));
    }

    private void mine() {
        chain.grow(1);
    }

    private static String rows(long from, long to) {
        var rows = new StringBuilder();
        for (var height = from; height < to; height++) {
            rows.append(height == from ? "" : ", ").append("(%d, '%s')".formatted(height, EvmAnswers.hash(height)));
        }
        return rows.toString();
    }

    /** From the first sample at the tip to the moment at which the decision was published. */
    private static Duration detection(Envelope<?> complete) {
        return Duration.between(((SyncComplete) complete.event()).certificate().reachedTipAt(), complete.time());
    }

    private List<Envelope<?>> of(DeploymentId id, Class<? extends Event> kind) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
            if (codec.decode(record) instanceof Decoded.Readable(var envelope)
                    && envelope.source().toString().equals("/baton/sync-monitor")) {
                published.add(envelope);
            }
        }
        return published.stream()
                .filter(envelope -> envelope.deployment().equals(Optional.of(id)))
                .filter(envelope -> kind.isInstance(envelope.event()))
                .toList();
    }
}
