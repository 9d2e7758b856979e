package dev.baton.audit.topology;

import dev.baton.audit.codec.AuditRecordCodec;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Chain;
import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.audit.domain.trail.Step;
import dev.baton.audit.domain.trail.Unanswered;
import dev.baton.deployment.Application;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.StandbyLost;
import dev.baton.events.VerificationProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** The stores as {@link Recorder} writes them. */
final class Books {

    private final KeyValueStore<String, Head> heads;
    private final KeyValueStore<String, Application> applications;
    private final KeyValueStore<String, History> histories;
    private final KeyValueStore<Bytes, byte[]> records;
    private final KeyValueStore<Bytes, String> byDeployment;
    private final KeyValueStore<String, Long> recorded;
    private final KeyValueStore<String, LatestProgress> progress;
    private final KeyValueStore<String, LatestAssessment> assessments;
    private final KeyValueStore<String, LatestVerification> verifications;
    private final KeyValueStore<String, Unanswered> unanswered;

    private final AuditRecordCodec codec;

    Books(ProcessorContext<?, ?> context, AuditRecordCodec codec) {
        this.codec = codec;
        heads = Store.HEADS.of(context);
        applications = Store.APPLICATIONS.of(context);
        histories = Store.HISTORIES.of(context);
        records = Store.RECORDS.of(context);
        byDeployment = Store.BY_DEPLOYMENT.of(context);
        recorded = Store.RECORDED.of(context);
        progress = Store.PROGRESS.of(context);
        assessments = Store.ASSESSMENTS.of(context);
        verifications = Store.VERIFICATIONS.of(context);
        unanswered = Store.UNANSWERED.of(context);
    }

    Application application(ApplicationName name) {
        return Optional.ofNullable(applications.get(name.value())).orElseGet(() -> Application.unknown(name));
    }

    boolean knows(DeploymentId id) {
        return histories.get(id.toString()) != null;
    }

    ChainHead head(ApplicationName name) {
        return Optional.ofNullable(heads.get(name.value()))
                .map(head -> head.of(name))
                .orElseGet(() -> Chain.start(name));
    }

    /** The record under which an event of that id, read from that topic, is on record. */
    Optional<AuditRecord> recorded(Envelope<?> envelope, String topic) {
        var name = envelope.application();
        return Optional.ofNullable(
                        recorded.get(eventKey(name, topic, envelope.id().value())))
                .map(sequence -> codec.read(records.get(StoreKeys.of(name.value(), sequence))));
    }

    void add(AuditRecord link, byte[] bytes) {
        var entry = link.entry();
        var name = entry.application().value();
        heads.put(name, Head.of(link));
        records.put(StoreKeys.of(name, link.sequence()), bytes);
        recorded.put(
                eventKey(
                        entry.application(),
                        entry.source().topic(),
                        entry.eventId().value()),
                link.sequence());
        entry.deployment().ifPresent(id -> byDeployment.put(StoreKeys.of(id.toString(), link.sequence()), name));
    }

    /** What an event made of an application, and of each deployment that it changed. */
    void state(Application before, Application after, Envelope<?> event, long sequence) {
        var name = after.name();
        applications.put(name.value(), after);
        for (var deployment : after.deployments()) {
            if (!before.deployment(deployment.id()).equals(Optional.of(deployment))) {
                var key = deployment.id().toString();
                var step = new Step(deployment.stage().name(), event.time(), event.type(), event.id(), sequence);
                var known = histories.get(key);
                var history = known == null ? History.of(name, deployment, step) : known.then(deployment, step);
                histories.put(key, event.event() instanceof StandbyLost(var reason) ? history.lost(reason) : history);
            }
        }
    }

    /** Keeps the request until it is answered. */
    void asked(Envelope<?> envelope, DeployRequested request) {
        var name = envelope.application().value();
        var asked = new Unanswered.Asked(
                envelope.id(),
                envelope.deployment(),
                request.version(),
                request.requestedBy(),
                envelope.time(),
                request.descriptor().path("whileBusy").asText("refuse"));
        unanswered.put(name, unanswered(name).asked(asked));
    }

    /** Forgets the request that the event answers. */
    void answered(Envelope<?> answer) {
        var name = answer.application().value();
        answer.cause().ifPresent(cause -> unanswered.put(name, unanswered(name).answered(cause)));
    }

    private Unanswered unanswered(String name) {
        return Optional.ofNullable(unanswered.get(name)).orElse(Unanswered.NONE);
    }

    /** Keeps the sample if it is the newest of its deployment. */
    void sample(DeploymentId deployment, LatestProgress sample) {
        var known = progress.get(deployment.toString());
        if (known == null
                || !sample.progress().sampledAt().isBefore(known.progress().sampledAt())) {
            progress.put(deployment.toString(), sample);
        }
    }

    /** Keeps the assessment if it is the newest of its deployment. */
    void assessment(DeploymentId deployment, LatestAssessment told) {
        var known = assessments.get(deployment.toString());
        if (known == null
                || !told.assessment().assessedAt().isBefore(known.assessment().assessedAt())) {
            assessments.put(deployment.toString(), told);
        }
    }

    /** Keeps how far a verification is if nothing newer is known. */
    void verification(DeploymentId deployment, VerificationProgress told, Instant at, Place source) {
        var known = verifications.get(deployment.toString());
        verifications.put(
                deployment.toString(),
                known == null ? LatestVerification.first(told, at, source) : known.then(told, at, source));
    }

    private static String eventKey(ApplicationName application, String topic, String eventId) {
        return application + "\0" + topic + "\0" + eventId;
    }
}
