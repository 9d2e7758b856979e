package dev.baton.audit.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.audit.codec.AuditRecordCodec;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.deployment.Folded;
import dev.baton.events.Adopted;
import dev.baton.events.AuditRecorded;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Puts events on record: chains requests, lifecycle events and routes, folds the application's state, and keeps the indexes
 * that the queries read. A record, the stores and the offset of its event are committed in one transaction.
 *
 * <p>Samples are not chained, and neither is what is told of them on the way: assessments of readiness, progress of
 * verifications. They come every second, are kept for days only, and whatever they lead to is an event that is chained with
 * its own figures; only the newest of each deployment is kept.
 *
 * <p>An event that comes again is not recorded again, but it is folded again, as all services fold every copy. Another event
 * under an id that is on record is recorded only if it changed the application's state: what counted is never missing
 * here. Ids are told apart by topic, so that nobody who may only write requests can use up the id of a lifecycle event.
 */
final class Recorder implements Processor<String, byte[], String, byte[]> {

    private static final String CONTENT_TYPE = "content-type";

    private final EventCodec events = new EventCodec();
    private final AuditRecordCodec records = new AuditRecordCodec(events);
    private final TrailObserver observer;
    private ProcessorContext<String, byte[]> context;
    private Books books;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    Recorder(TrailObserver observer) {
        this.observer = observer;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        books = new Books(processorContext, records);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        var source = AuditHeaders.source(record.headers());
        switch (events.decode(record.value())) {
            case Decoded.Readable(Envelope<?> envelope) -> put(envelope, source, record);
            case Decoded.Unreadable(String reason) ->
                throw new IllegalStateException("audit's own intake holds what it cannot read: " + reason);
        }
    }

    private void put(Envelope<?> envelope, Place source, Record<String, byte[]> record) {
        switch (envelope.event()) {
            case SyncProgress sample -> {
                books.sample(envelope.deployment().orElseThrow(), new LatestProgress(sample, source));
                observer.sampled();
            }
            case ReadinessAssessed assessment ->
                books.assessment(envelope.deployment().orElseThrow(), new LatestAssessment(assessment, source));
            case VerificationProgress progress ->
                books.verification(envelope.deployment().orElseThrow(), progress, envelope.time(), source);
            case LifecycleEvent event -> fold(envelope, event, source, record);
            case Request _, RouteChanged _ -> {
                if (books.recorded(envelope, source.topic()).isPresent()) {
                    observer.duplicate(envelope.type());
                } else {
                    chain(envelope, source, record);
                    if (envelope.event() instanceof DeployRequested request) {
                        books.asked(envelope, request);
                    }
                }
            }
            case AuditRecorded _ -> throw new IllegalStateException("audit does not record its own records");
        }
    }

    @SuppressWarnings("unchecked")
    private void fold(Envelope<?> envelope, LifecycleEvent event, Place source, Record<String, byte[]> record) {
        var before = books.application(envelope.application());
        var folded = begunBefore(envelope, event)
                ? new Folded.Void(before, "it has begun before")
                : before.after((Envelope<? extends LifecycleEvent>) envelope);
        var after = folded.application();
        if (folded instanceof Folded.Accepted && (event instanceof DeployAccepted || event instanceof DeployRejected)) {
            books.answered(envelope);
        }
        var recorded = books.recorded(envelope, source.topic());
        if (recorded.filter(
                        known -> after.equals(before) || known.entry().event().equals(text(record)))
                .isPresent()) {
            observer.duplicate(envelope.type());
            books.state(before, after, envelope, recorded.get().sequence());
        } else {
            books.state(before, after, envelope, chain(envelope, source, record));
        }
    }

    /** A deployment begins once, also where the application's state has long forgotten it. */
    private boolean begunBefore(Envelope<?> envelope, LifecycleEvent event) {
        return (event instanceof DeployAccepted || event instanceof Adopted)
                && envelope.deployment().filter(books::knows).isPresent();
    }

    private long chain(Envelope<?> envelope, Place source, Record<String, byte[]> record) {
        var entry = AuditRecordCodec.entry(source, Instant.ofEpochMilli(context.currentSystemTimeMs()), text(record));
        var link = AuditTopology.CHAIN.append(books.head(envelope.application()), entry);
        var bytes = records.encode(link);
        books.add(link, bytes);
        var headers = new RecordHeaders();
        AuditHeaders.put(headers, CONTENT_TYPE, EventCodec.CONTENT_TYPE);
        context.forward(new Record<>(envelope.application().value(), bytes, record.timestamp(), headers));
        observer.recorded(envelope.type());
        return link.sequence();
    }

    private static String text(Record<String, byte[]> record) {
        return new String(record.value(), UTF_8);
    }
}
