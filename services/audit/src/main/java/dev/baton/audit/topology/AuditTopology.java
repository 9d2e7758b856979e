package dev.baton.audit.topology;

import dev.baton.audit.codec.JcsForm;
import dev.baton.audit.domain.chain.Chain;
import dev.baton.codec.Topic;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * What audit does, as a Kafka Streams topology.
 *
 * <pre>
 * requests ─┐
 * deployments ─┤             ┌─ events ──→ intake ──→ recorder (stores) ──→ audit
 * sync-progress ─┼─→ inspection ─┤
 * routes ─┘             └─ all else ─→ &lt;topic&gt;.dlq
 * </pre>
 *
 * <p>The intake is a topic of audit's own, partitioned by application. It is there because not everybody who publishes
 * partitions like Kafka's Java client: {@code kcat} does not, and a record without a key goes anywhere. Without it an
 * application could be in two partitions, and so get two chains.
 */
public final class AuditTopology {

    /** The largest message of the audit topic, the dead letters and audit's internal topics, in bytes. */
    public static final int LARGEST_MESSAGE = 3 << 20;

    /** How audit computes hashes. */
    public static final Chain CHAIN = new Chain(new JcsForm());

    private static final List<Topic> SOURCES =
            List.of(Topic.REQUESTS, Topic.DEPLOYMENTS, Topic.SYNC_PROGRESS, Topic.ROUTES);

    private AuditTopology() {}

    /** The names of the topics that audit reads. */
    public static List<String> sources(String prefix) {
        return SOURCES.stream().map(topic -> topic.in(prefix)).toList();
    }

    /** The names of all topics that must be there before audit starts. */
    public static List<String> required(String prefix) {
        return Stream.concat(
                        SOURCES.stream().flatMap(t -> Stream.of(t.in(prefix), t.deadLettersIn(prefix))),
                        Stream.of(Topic.AUDIT.in(prefix)))
                .toList();
    }

    /**
     * The topology.
     *
     * @param prefix what the topics' names begin with
     */
    public static Topology build(String prefix, TrailObserver observer) {
        var builder = new StreamsBuilder();
        Store.ALL.forEach(store -> builder.addStateStore(store.builder()));

        builder.stream(
                        sources(prefix),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("sources"))
                .process(() -> new Inspection(prefix, observer), Named.as("inspection"))
                .split(Named.as("inspected-"))
                .branch(
                        (_, inspected) -> inspected instanceof Inspected.Sound,
                        Branched.withConsumer(sound -> record(sound, prefix, observer), "sound"))
                .defaultBranch(Branched.withConsumer(dead -> bury(dead, prefix), "dead"));
        return builder.build();
    }

    private static void record(KStream<String, Inspected> sound, String prefix, TrailObserver observer) {
        sound.mapValues(inspected -> ((Inspected.Sound) inspected).value(), Named.as("event"))
                .repartition(
                        Repartitioned.with(Serdes.String(), Serdes.ByteArray()).withName("intake"))
                .process(
                        () -> new Recorder(observer),
                        Named.as("recorder"),
                        Store.ALL.stream().map(Store::name).toArray(String[]::new))
                .to(
                        Topic.AUDIT.in(prefix),
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("audit"));
    }

    private static void bury(KStream<String, Inspected> dead, String prefix) {
        var addresses = SOURCES.stream().collect(Collectors.toMap(t -> t.in(prefix), t -> t.deadLettersIn(prefix)));
        dead.map(
                        (_, inspected) -> {
                            var letter = (Inspected.Dead) inspected;
                            return KeyValue.pair(letter.key(), letter.value());
                        },
                        Named.as("letter"))
                .to(
                        (_, _, context) -> addresses.get(AuditHeaders.value(context.headers(), AuditHeaders.TOPIC)),
                        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("dead-letters"));
    }
}
