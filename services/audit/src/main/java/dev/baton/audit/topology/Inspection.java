package dev.baton.audit.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.audit.codec.CanonicalEvents;
import dev.baton.audit.domain.chain.Place;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.AuditRecorded;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each record as it comes from outside. An event goes on as canonical JSON under its application's name; what is
 * none goes on byte by byte as it was, with the reason in its headers.
 */
final class Inspection implements Processor<byte[], byte[], String, Inspected> {

    /** A larger one, in bytes, would not fit into one message of the audit topic. */
    private static final int LARGEST_EVENT = AuditTopology.LARGEST_MESSAGE - (64 << 10);

    private final String prefix;
    private final EventCodec codec = new EventCodec();
    private final CanonicalEvents canonicalEvents = new CanonicalEvents(codec);
    private final TrailObserver observer;
    private ProcessorContext<String, Inspected> context;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    Inspection(String prefix, TrailObserver observer) {
        this.prefix = prefix;
        this.observer = observer;
    }

    @Override
    public void init(ProcessorContext<String, Inspected> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var metadata = context.recordMetadata().orElseThrow();
        var place = new Place(metadata.topic(), metadata.partition(), metadata.offset());
        switch (look(place, record)) {
            case Look.Event(String application, String event) -> {
                var headers = new RecordHeaders();
                AuditHeaders.putSource(headers, place);
                context.forward(new Record<>(
                        application, new Inspected.Sound(event.getBytes(UTF_8)), record.timestamp(), headers));
            }
            case Look.None(String reason) -> {
                observer.deadLettered(place, reason);
                context.forward(
                        DeadLetters.letter(record, place, reason, Instant.ofEpochMilli(context.currentSystemTimeMs())));
            }
        }
    }

    private Look look(Place place, Record<byte[], @Nullable byte[]> record) {
        var value = record.value();
        return switch (codec.decode(asConsumed(place, record))) {
            case Decoded.Unreadable(String reason) -> new Look.None(reason);
            case Decoded.Readable(Envelope<?> envelope) ->
                misplaced(place.topic(), envelope)
                        .<Look>map(Look.None::new)
                        .orElseGet(() -> canonicalEvents
                                .of(envelope, value)
                                .filter(event -> event.getBytes(UTF_8).length <= LARGEST_EVENT)
                                .<Look>map(event ->
                                        new Look.Event(envelope.application().value(), event))
                                .orElseGet(() -> new Look.None(
                                        "it cannot be put on record: it has no canonical JSON (RFC 8785), or one of more than %d bytes"
                                                .formatted(LARGEST_EVENT))));
        };
    }

    private Optional<String> misplaced(String topic, Envelope<?> envelope) {
        var home = home(envelope.event());
        if (!home.in(prefix).equals(topic)) {
            return Optional.of("%s belongs in the topic %s".formatted(envelope.type(), home.in(prefix)));
        }
        if (home == Topic.SYNC_PROGRESS && envelope.deployment().isEmpty()) {
            return Optional.of("the attribute deploymentid is missing: which deployment it is about");
        }
        return Optional.empty();
    }

    private static Topic home(Event event) {
        return switch (event) {
            case Request _ -> Topic.REQUESTS;
            case LifecycleEvent _ -> Topic.DEPLOYMENTS;
            case SyncProgress _, ReadinessAssessed _, VerificationProgress _ -> Topic.SYNC_PROGRESS;
            case RouteChanged _ -> Topic.ROUTES;
            case AuditRecorded _ -> Topic.AUDIT;
        };
    }

    private static ConsumerRecord<String, byte[]> asConsumed(Place place, Record<byte[], byte[]> record) {
        var key = record.key() == null ? null : new String(record.key(), UTF_8);
        return new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                place.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                key,
                record.value(),
                record.headers(),
                Optional.empty());
    }

    private sealed interface Look {
        record Event(String application, String event) implements Look {}

        record None(String reason) implements Look {}
    }
}
