package dev.baton.bench.readiness.scale;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.bench.readiness.throughput.Beginnings;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.support.Folders;
import dev.baton.support.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many applications monitored by one instance: the packaged sync-monitor, in a process with a heap of 1 GiB at most, on a
 * real broker. It asks each application's instance for its height and its health, and a source for the tip, over HTTP, each
 * ten seconds; every instance has an address and so a connection of its own. Their deployments all begin at once, which
 * no team does: it is watched from the moment on at which that is behind it.
 *
 * <p>It has kept up where from the settling to the end no application was without a sample, and none without an
 * assessment of its readiness, for longer than the interval and a fifth of it, no sample lacked anything, and no
 * assessment came more than that fifth after its sample. The broker, what answers, and what looks on share the machine.
 */
@Command(
        name = "readiness-scale",
        description = {
            "Whether one sync-monitor keeps up with many applications, and what heap it needs.",
            "Starts a Kafka and a sync-monitor of its own in a temporary folder and takes them down again."
        })
public final class ReadinessScale implements Measurement {

    private static final String PREFIX = "scale.";
    private static final int PARTITIONS = 4;
    private static final int INTERVAL_SECONDS = 10;
    private static final Duration INTERVAL = Duration.ofSeconds(INTERVAL_SECONDS);
    private static final Duration TOLERANCE = INTERVAL.dividedBy(5);
    private static final Duration SETTLING = Duration.ofSeconds(240);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TWICE = 2;

    @Option(
            names = "--applications",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many, 1 to 15000. Default: ${DEFAULT-VALUE}.")
    private int applications = 10_000;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "How long it is watched after it has settled, 20 to 600. Default: ${DEFAULT-VALUE}.")
    private int seconds = 60;

    private final EventCodec codec = new EventCodec();

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (applications < 1 || applications > 15_000 || seconds < 20 || seconds > 600) {
            throw new MeasurementFailure("--applications is 1 to 15000 and --seconds is 20 to 600");
        }
        var folder = Files.createTempDirectory("baton-bench-").toRealPath();
        try (var broker = KafkaBroker.start(folder.resolve("kafka"));
                var crowd = new Crowd()) {
            broker.createTopics(PARTITIONS, Topic.DEPLOYMENTS.in(PREFIX), Topic.SYNC_PROGRESS.in(PREFIX));
            return measure(folder, broker, crowd.applications(applications, INTERVAL_SECONDS), progress);
        } finally {
            Folders.delete(folder);
        }
    }

    private Figures measure(Path folder, KafkaBroker broker, List<Beginnings> crowd, Consumer<String> progress)
            throws IOException, InterruptedException {
        var consuming = Map.<String, Object>of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                "bench",
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        try (var monitor = new MonitorInstance(folder, broker.bootstrapServers(), PREFIX);
                var consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.SYNC_PROGRESS.in(PREFIX)));
            monitor.awaitReady();
            var began = Instant.now();
            begin(broker, crowd);
            var settling = new Attendance();
            var settled = look(monitor, consumer, settling, SETTLING, () -> hasSettled(settling));
            var from = Instant.now();
            progress.accept("%d of %d applications were assessed twice after %d s; %d samples lacked something"
                    .formatted(
                            settling.assessed(TWICE),
                            applications,
                            Duration.between(began, from).toSeconds(),
                            settling.incomplete()));
            var processor = monitor.processor();
            var attendance = new Attendance();
            var heap = Math.max(settled, look(monitor, consumer, attendance, Duration.ofSeconds(seconds), () -> false));
            var cores = monitor.processor().minus(processor).toNanos()
                    / (double) Duration.between(from, Instant.now()).toNanos();
            return figures(crowd, attendance, from, from.plusSeconds(seconds).minus(TOLERANCE), heap, cores);
        }
    }

    /** All that began at once is behind it: each was assessed twice, and for two intervals none of them late. */
    private boolean hasSettled(Attendance attendance) {
        if (attendance.assessed(TWICE) < applications) {
            return false;
        }
        var delays = attendance.delays(Instant.now().minus(INTERVAL.multipliedBy(TWICE)));
        return !delays.isEmpty() && delays.getLast().compareTo(TOLERANCE) <= 0;
    }

    private void begin(KafkaBroker broker, List<Beginnings> crowd) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            var now = Instant.now();
            crowd.forEach(application -> application
                    .events(now)
                    .forEach(event -> producer.send(codec.toRecord(Topic.DEPLOYMENTS.in(PREFIX), event))));
            producer.flush();
        }
    }

    /** Looks on until the time is over or there is enough; returns the largest heap seen, in MiB. */
    private double look(
            MonitorInstance monitor,
            KafkaConsumer<String, byte[]> consumer,
            Attendance attendance,
            Duration limit,
            BooleanSupplier enough)
            throws InterruptedException {
        var largest = 0.0;
        var end = System.nanoTime() + limit.toNanos();
        var nextLook = System.nanoTime();
        while (System.nanoTime() < end && !enough.getAsBoolean()) {
            for (var record : consumer.poll(POLL)) {
                if (codec.decode(record) instanceof Decoded.Readable(var envelope)) {
                    attendance.saw(envelope);
                }
            }
            if (System.nanoTime() > nextLook) {
                nextLook += Duration.ofSeconds(1).toNanos();
                largest = Math.max(largest, monitor.heap());
            }
        }
        return largest;
    }

    private Figures figures(
            List<Beginnings> crowd, Attendance attendance, Instant from, Instant until, double heap, double cores) {
        var names = crowd.stream().map(each -> each.application().value()).toList();
        var sampled = attendance.withoutSample(names, from, until).getLast();
        var assessed = attendance.withoutAssessment(names, from, until).getLast();
        var delays = attendance.delays(from);
        var delay = delays.isEmpty() ? INTERVAL.plus(TOLERANCE) : delays.getLast();
        var usual = delays.isEmpty() ? delay : delays.get(delays.size() * 99 / 100);
        var most = INTERVAL.plus(TOLERANCE);
        var keptUp = sampled.compareTo(most) <= 0
                && assessed.compareTo(most) <= 0
                && delay.compareTo(TOLERANCE) <= 0
                && attendance.incomplete() == 0;
        var json = JsonNodeFactory.instance.objectNode();
        json.put("applications", applications);
        json.put("keptUp", keptUp);
        json.put("heapMiB", Math.round(heap));
        json.put("samplesPerSecond", attendance.samples() / seconds);
        json.put("longestWithoutSampleMs", sampled.toMillis());
        json.put("longestWithoutAssessmentMs", assessed.toMillis());
        json.put("p99DelayMs", usual.toMillis());
        json.put("longestDelayMs", delay.toMillis());
        json.put("incompleteSamples", attendance.incomplete());
        json.put("cores", Math.round(cores * 100) / 100.0);
        var text = List.of(
                "%d applications, a sample each %d s: %s"
                        .formatted(applications, INTERVAL_SECONDS, keptUp ? "kept up" : "did not keep up"),
                "longest without a sample %d ms, without an assessment %d ms"
                        .formatted(sampled.toMillis(), assessed.toMillis()),
                "from sample to assessment %d ms (99 %%), %d ms at most".formatted(usual.toMillis(), delay.toMillis()),
                "%d of %d samples lacked something".formatted(attendance.incomplete(), attendance.samples()),
                String.format(
                        Locale.ROOT,
                        "heap %.0f MiB at most, of %d; %.2f cores",
                        heap,
                        MonitorInstance.HEAP_MIB,
                        cores));
        return new Figures(text, json, keptUp);
    }
}
