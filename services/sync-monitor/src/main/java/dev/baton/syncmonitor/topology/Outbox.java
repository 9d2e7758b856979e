package dev.baton.syncmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.EventCodec;
import dev.baton.deployment.Deployment;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.MilestoneReached;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncStalled;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;

/** Publishes what was decided, each with an id that is the same if it is decided again. */
final class Outbox {

    private static final Logger LOG = Logger.getLogger(ReadinessProcessor.class);

    /** CloudEvents' binding for Kafka allows it beside the structured mode. */
    private static final String TYPE = "ce_type";

    private static final String ASSESSED_TYPE = Event.typeOf(ReadinessAssessed.class);

    private final EventCodec codec = new EventCodec();
    private final ProcessorContext<String, byte[]> context;

    Outbox(ProcessorContext<String, byte[]> context) {
        this.context = context;
    }

    /** Whether it is an assessment: each comes back, for it is on the samples' topic. */
    static boolean isAssessment(Record<String, byte[]> record) {
        var type = record.headers().lastHeader(TYPE);
        return type != null && ASSESSED_TYPE.equals(new String(type.value(), UTF_8));
    }

    /** What follows about the deployment from what was read. */
    void follows(Envelope<?> read, DeploymentId deployment, LifecycleEvent event) {
        decide(read.leadsTo(ReadinessTopology.SOURCE, Optional.of(deployment), now(), event));
    }

    /** Where the deployment stands, by the sample that was read. */
    void assess(Envelope<?> sample, DeploymentId deployment, ReadinessAssessed event) {
        forward(
                sample.leadsTo(ReadinessTopology.SOURCE, Optional.of(deployment), now(), event),
                ReadinessTopology.ASSESSMENTS);
    }

    /** The same mark of the same deployment has the same id, whichever sample shows it. */
    void passed(Envelope<?> sample, DeploymentId deployment, MilestoneReached milestone, Instant syncing) {
        var which = milestone.mark().map(Object::toString).orElseGet(() -> "near since " + syncing);
        decide(new Envelope<>(
                new EventId(deployment.toString()).consequence(Event.typeOf(MilestoneReached.class) + "\n" + which),
                ReadinessTopology.SOURCE,
                sample.application(),
                now(),
                Optional.of(deployment),
                Optional.of(sample.id()),
                sample.traceparent(),
                milestone));
    }

    /** What only time has led to follows from the last event that counted. */
    void byTime(ApplicationName application, Deployment deployment, LifecycleEvent event) {
        decide(byTime(application, deployment, Event.typeOf(event.getClass()), event));
    }

    /** That no sample comes, which is said more than once. */
    void silent(ApplicationName application, Deployment deployment, ReadinessAssessed event) {
        var which = ASSESSED_TYPE + "\n" + event.assessedAt();
        forward(byTime(application, deployment, which, event), ReadinessTopology.ASSESSMENTS);
    }

    private <E extends Event> Envelope<E> byTime(
            ApplicationName application, Deployment deployment, String which, E event) {
        EventId cause = deployment.lastEvent();
        return new Envelope<>(
                cause.consequence(which),
                ReadinessTopology.SOURCE,
                application,
                now(),
                Optional.of(deployment.id()),
                Optional.of(cause),
                Optional.empty(),
                event);
    }

    private void decide(Envelope<LifecycleEvent> envelope) {
        LOG.infof(
                "%s %s: %s",
                envelope.application(),
                envelope.deployment().map(DeploymentId::toString).orElse("-"),
                summary(envelope.event()));
        forward(envelope, ReadinessTopology.DECISIONS);
    }

    private void forward(Envelope<?> envelope, String sink) {
        var headers = new RecordHeaders()
                .add("content-type", EventCodec.CONTENT_TYPE.getBytes(UTF_8))
                .add(TYPE, envelope.type().getBytes(UTF_8));
        context.forward(
                new Record<>(
                        envelope.application().value(), codec.encode(envelope), context.currentSystemTimeMs(), headers),
                sink);
    }

    private static String summary(LifecycleEvent event) {
        return switch (event) {
            case SyncComplete(var proof) ->
                "ready at height %d, tip %d, until %s".formatted(proof.height(), proof.tip(), proof.validUntil());
            case ReadinessLost lost -> "not ready any more: " + lost.reason();
            case SyncStalled stalled -> "will not become ready: " + stalled.reason();
            case LifecycleEvent other -> other.toString();
        };
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
