package dev.baton.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.baton.codec.Decoded.Readable;
import dev.baton.codec.Decoded.Unreadable;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Text;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Events as CloudEvents 1.0: writes the structured JSON mode, reads structured and binary mode (CloudEvents' Kafka
 * binding). A record without any header is read as structured JSON, for that is what {@code kcat} sends.
 */
public final class EventCodec {

    /** The largest record that is read, in bytes: what a Kafka broker accepts by default. */
    public static final int LARGEST = 1 << 20;

    public static final String CONTENT_TYPE = JsonFormat.CONTENT_TYPE;

    private static final String DEPLOYMENT_ID = "deploymentid";
    private static final String CAUSATION_ID = "causationid";
    private static final String TRACE_PARENT = "traceparent";
    private static final String SCHEMA_BASE = "urn:baton:schema:";
    private static final String JSON = "application/json";

    private static final Map<String, Class<? extends Event>> KINDS = leaves(Event.class)
            .collect(Collectors.toMap(Event::typeOf, kind -> kind, (one, other) -> one, TreeMap::new));

    private final JsonFormat format = new JsonFormat();

    /** Every kind of event by its CloudEvents {@code type}. */
    public static Map<String, Class<? extends Event>> kinds() {
        return Map.copyOf(KINDS);
    }

    /** The event as structured JSON. */
    public byte[] encode(Envelope<?> envelope) {
        return format.serialize(toCloudEvent(envelope));
    }

    /** The record that carries the event to the topic. */
    public ProducerRecord<String, byte[]> toRecord(String topic, Envelope<?> envelope) {
        var record = new ProducerRecord<>(topic, envelope.application().value(), encode(envelope));
        record.headers().add(KafkaMessageHeaders.CONTENT_TYPE, CONTENT_TYPE.getBytes(UTF_8));
        return record;
    }

    /** Reads a value that came without headers. */
    public Decoded decode(byte[] value) {
        return decode(new RecordHeaders(), value);
    }

    /** Reads a record, and checks that its key, where it has one, names the event's application. */
    public Decoded decode(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return new Unreadable("the record has no value");
        }
        var decoded = decode(record.headers(), record.value());
        if (decoded instanceof Readable(var envelope)
                && record.key() != null
                && !record.key().equals(envelope.application().value())) {
            return new Unreadable("the key is %s and the subject is %s; they must be the same application"
                    .formatted(Text.quoted(record.key()), envelope.application()));
        }
        return decoded;
    }

    /** Reads a value with its headers. Whatever is wrong with it is said in the answer; nothing is thrown. */
    public Decoded decode(Headers headers, byte[] value) {
        if (value.length > LARGEST) {
            return new Unreadable("%d bytes; an event has at most %d".formatted(value.length, LARGEST));
        }
        try {
            return new Readable(toEnvelope(read(headers, value)));
        } catch (CloudEventRWException | EventDeserializationException notCloudEvent) {
            return new Unreadable("not a CloudEvent: " + firstLine(rootOf(notCloudEvent)));
        } catch (JsonMappingException misfit) {
            return new Unreadable("the data does not fit the event's schema at %s: %s"
                    .formatted(pathOf(misfit), firstLine(rootOf(misfit))));
        } catch (IOException | IllegalArgumentException | NullPointerException | IllegalStateException malformed) {
            return new Unreadable(firstLine(malformed));
        }
    }

    private CloudEvent read(Headers headers, byte[] value) {
        var contentType = headers.lastHeader(KafkaMessageHeaders.CONTENT_TYPE);
        var binary = headers.lastHeader(KafkaMessageHeaders.SPEC_VERSION) != null;
        if (!binary
                && (contentType == null
                        || !new String(contentType.value(), UTF_8).startsWith("application/cloudevents"))) {
            return format.deserialize(value);
        }
        MessageReader reader = KafkaMessageFactory.createReader(headers, value);
        return reader.toEvent();
    }

    private CloudEvent toCloudEvent(Envelope<?> envelope) {
        var builder = CloudEventBuilder.v1()
                .withId(envelope.id().value())
                .withSource(envelope.source())
                .withType(envelope.type())
                .withSubject(envelope.application().value())
                .withTime(envelope.time().atOffset(ZoneOffset.UTC))
                .withDataSchema(URI.create(schemaOf(envelope.event().getClass())))
                .withData(JSON, bytesOf(envelope.event()));
        envelope.deployment().ifPresent(id -> builder.withExtension(DEPLOYMENT_ID, id.toString()));
        envelope.cause().ifPresent(id -> builder.withExtension(CAUSATION_ID, id.value()));
        envelope.traceparent().ifPresent(trace -> builder.withExtension(TRACE_PARENT, trace));
        return builder.build();
    }

    private static Envelope<?> toEnvelope(CloudEvent cloudEvent) throws IOException {
        var kind = KINDS.get(cloudEvent.getType());
        if (kind == null) {
            throw new IllegalArgumentException("unknown type %s; this version of Baton knows %s"
                    .formatted(Text.quoted(cloudEvent.getType()), String.join(", ", KINDS.keySet())));
        }
        var subject = required(cloudEvent.getSubject(), "subject", "the application's name");
        var time = required(cloudEvent.getTime(), "time", "when it happened");
        var data = required(cloudEvent.getData(), "data", "the event itself");
        return new Envelope<>(
                new EventId(cloudEvent.getId()),
                cloudEvent.getSource(),
                new ApplicationName(subject),
                time.toInstant(),
                extension(cloudEvent, DEPLOYMENT_ID).map(DeploymentId::of),
                extension(cloudEvent, CAUSATION_ID).map(EventId::new),
                extension(cloudEvent, TRACE_PARENT),
                required(BatonJson.mapper().readValue(data.toBytes(), kind), "data", "the event itself"));
    }

    /** The name of an event's JSON Schema, CloudEvents' {@code dataschema}. */
    public static String schemaOf(Class<? extends Event> kind) {
        return SCHEMA_BASE + Event.typeOf(kind).substring("dev.baton.".length());
    }

    private static Optional<String> extension(CloudEvent cloudEvent, String name) {
        return Optional.ofNullable(cloudEvent.getExtension(name)).map(Object::toString);
    }

    private static <T> T required(@Nullable T value, String attribute, String meaning) {
        if (value == null) {
            throw new IllegalArgumentException("the attribute %s is missing: %s".formatted(attribute, meaning));
        }
        return value;
    }

    private static byte[] bytesOf(Event event) {
        try {
            return BatonJson.mapper().writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an event of our own cannot be written", impossible);
        }
    }

    @SuppressWarnings("unchecked")
    private static Stream<Class<? extends Event>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(EventCodec::leaves)
                : Stream.of((Class<? extends Event>) type);
    }

    private static String pathOf(JsonMappingException misfit) {
        return misfit.getPath().stream()
                .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("/", "/", ""));
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null || failure.getCause() == failure ? failure : rootOf(failure.getCause());
    }

    private static String firstLine(Throwable failure) {
        var message =
                failure instanceof JsonProcessingException json ? json.getOriginalMessage() : failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
