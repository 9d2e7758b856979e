package dev.baton.syncmonitor.topology;

import dev.baton.codec.Decoded;
import dev.baton.events.AuditRecorded;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Reads the records, and hands what they tell to the {@link Decider}; what it cannot read it skips. */
final class ReadinessProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Incoming incoming = new Incoming();
    private final UnreadableRecords unreadable;

    private ProcessorContext<String, byte[]> context;
    private Decider decider;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    ReadinessProcessor(UnreadableRecords unreadable) {
        this.unreadable = unreadable;
    }

    /** Is called again, with restored stores, where a task begins anew: all that is remembered is made here. */
    @Override
    public void init(ProcessorContext<String, byte[]> streams) {
        context = streams;
        decider = new Decider(streams);
        streams.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> decider.tick());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (Outbox.isAssessment(record)) {
            // Nothing follows from it, so it is not even decoded.
            return;
        }
        try {
            read(record);
        } catch (KafkaException fault) {
            throw fault;
        } catch (RuntimeException nonsense) {
            // An event that is well-formed and still makes no sense must not stop all applications of its partition.
            skip(nonsense.toString());
        }
    }

    private void skip(String reason) {
        context.recordMetadata().ifPresent(at -> unreadable.skipped(at.topic(), at.partition(), at.offset(), reason));
    }

    private void read(Record<String, byte[]> record) {
        switch (incoming.read(record.key(), record.headers(), record.value())) {
            case Decoded.Unreadable(var reason) -> skip(reason);
            case Decoded.Readable(var envelope) -> {
                switch (envelope.event()) {
                    case LifecycleEvent event -> decider.happened(Incoming.typed(envelope, event));
                    case SyncProgress sample -> decider.sampled(envelope, sample);
                    case Request _, ReadinessAssessed _, VerificationProgress _, RouteChanged _, AuditRecorded _ -> {
                        // What was made of samples, or of other topics: says nothing about readiness.
                    }
                }
            }
        }
    }
}
