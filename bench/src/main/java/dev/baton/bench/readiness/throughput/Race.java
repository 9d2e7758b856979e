package dev.baton.bench.readiness.throughput;

import com.sun.management.OperatingSystemMXBean;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.SyncComplete;
import dev.baton.support.KafkaBroker;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import dev.baton.syncmonitor.topology.SmallRocksDb;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Runs a topology, with the service's settings, over records that all lie in Kafka when it starts. */
final class Race {

    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaBroker broker;
    private final Path folder;
    private final List<Beginnings> applications;
    private final int samples;
    private final EventCodec codec = new EventCodec();

    /**
     * What one run took.
     *
     * @param time from the first record that was processed until the position behind the last one was committed
     * @param processor time that this process used meanwhile
     * @param complete whether all was processed, and to the expected end
     */
    record Lap(Duration time, Duration processor, boolean complete) {}

    /** @param samples of each application */
    Race(KafkaBroker broker, Path folder, List<Beginnings> applications, int samples) {
        this.broker = broker;
        this.folder = folder;
        this.applications = List.copyOf(applications);
        this.samples = samples;
    }

    int records() {
        return applications.size() * (samples + 2);
    }

    Lap readiness(String prefix) throws InterruptedException {
        produce(prefix);
        var lap = run(prefix, ReadinessTopology.build(prefix, (_, _, _, reason) -> {
            throw new MeasurementFailure("a record was skipped: " + reason);
        }));
        return new Lap(lap.time(), lap.processor(), proven(prefix) == applications.size());
    }

    Lap passThrough(String prefix) throws InterruptedException {
        produce(prefix);
        var lap = run(prefix, PassThrough.build(prefix));
        return new Lap(lap.time(), lap.processor(), count(PassThrough.output(prefix)) == records());
    }

    private void produce(String prefix) {
        var deployments = Topic.DEPLOYMENTS.in(prefix);
        var progress = Topic.SYNC_PROGRESS.in(prefix);
        broker.createTopics(PARTITIONS, deployments, progress, PassThrough.output(prefix));
        var now = Instant.now();
        // The topology takes no sample that is much older or younger than its own clock.
        var each = applications.stream()
                .map(application -> new Samples(application, samples)
                        .around(now.plusSeconds(5))
                        .iterator())
                .toList();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            applications.forEach(application ->
                    application.events(now).forEach(event -> producer.send(codec.toRecord(deployments, event))));
            producer.flush();
            for (var sample = 0; sample < samples; sample++) {
                each.forEach(own -> producer.send(codec.toRecord(progress, own.next())));
            }
            producer.flush();
        }
    }

    private Lap run(String prefix, Topology topology) throws InterruptedException {
        try (var admin = broker.admin();
                var streams = new KafkaStreams(topology, settings(prefix))) {
            var ends = ends(admin, Topic.DEPLOYMENTS.in(prefix), Topic.SYNC_PROGRESS.in(prefix));
            streams.start();
            var limit = System.nanoTime() + LIMIT.toNanos();
            await(() -> processed(streams) > 0, limit);
            var began = System.nanoTime();
            var processor = processorTime();
            await(() -> isCommitted(admin, prefix, ends), limit);
            return new Lap(
                    Duration.ofNanos(System.nanoTime() - began), Duration.ofNanos(processorTime() - processor), true);
        }
    }

    /** As the service has them. */
    private Properties settings(String prefix) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "race");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 4_194_304);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }

    private static double processed(KafkaStreams streams) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("process-total"))
                .filter(metric -> metric.metricName().group().equals("stream-thread-metrics"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    private static Map<TopicPartition, Long> ends(Admin admin, String... topics) throws InterruptedException {
        var latest = Stream.of(topics)
                .flatMap(topic -> Stream.iterate(0, p -> p < PARTITIONS, p -> p + 1)
                        .map(partition -> new TopicPartition(topic, partition)))
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        try {
            return admin.listOffsets(latest).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        } catch (ExecutionException failure) {
            throw new MeasurementFailure("the ends of the topics are not known: " + failure.getMessage());
        }
    }

    private static boolean isCommitted(Admin admin, String prefix, Map<TopicPartition, Long> ends)
            throws InterruptedException {
        try {
            var committed = admin.listConsumerGroupOffsets(prefix + "race")
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream().allMatch(end -> {
                var position = committed.get(end.getKey());
                return end.getValue() == 0 || position != null && position.offset() >= end.getValue();
            });
        } catch (ExecutionException failure) {
            throw new MeasurementFailure("the group's positions are not known: " + failure.getMessage());
        }
    }

    private interface Question {
        boolean isAnswered() throws InterruptedException;
    }

    private static void await(Question question, long limit) throws InterruptedException {
        while (!question.isAnswered()) {
            if (System.nanoTime() > limit) {
                throw new MeasurementFailure("not done after " + LIMIT.toSeconds() + " s; try fewer --applications");
            }
            Thread.sleep(LOOK);
        }
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** How many applications were proven ready. */
    private int proven(String prefix) throws InterruptedException {
        var ready = new HashSet<String>();
        read(Topic.DEPLOYMENTS.in(prefix), value -> {
            if (codec.decode(value) instanceof Decoded.Readable(var envelope)
                    && envelope.event() instanceof SyncComplete) {
                ready.add(envelope.application().value());
            }
        });
        return ready.size();
    }

    private int count(String topic) throws InterruptedException {
        var counted = new int[1];
        read(topic, _ -> counted[0]++);
        return counted[0];
    }

    private void read(String topic, Consumer<byte[]> each) throws InterruptedException {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        try (var admin = broker.admin();
                var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var ends = ends(admin, topic);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> each.accept(record.value()));
            }
        }
    }
}
