package dev.baton.syncmonitor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.events.AuditRecorded;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.InstanceExited;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.MilestoneReached;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.ReadinessLost;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.events.VerificationProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Conditions;
import dev.baton.syncmonitor.domain.readiness.Marks;
import dev.baton.syncmonitor.domain.readiness.Phase;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/**
 * Keeps what is known of each deployment's readiness beside the fold of its application, and asks the predicate at every
 * sample and every second.
 */
final class ReadinessProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger LOG = Logger.getLogger(ReadinessProcessor.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    /** CloudEvents' binding for Kafka allows it beside the structured mode. */
    private static final String TYPE = "ce_type";

    private static final String ASSESSED_TYPE = Event.typeOf(ReadinessAssessed.class);

    private final Incoming incoming = new Incoming();
    private final EventCodec codec = new EventCodec();
    private final UnreadableRecords unreadable;

    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, Application> applications;
    private KeyValueStore<String, Readiness> readiness;
    private KeyValueStore<String, Assessments> assessed;
    private KeyValueStore<String, Marks> marks;
    private Watch watch;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    ReadinessProcessor(UnreadableRecords unreadable) {
        this.unreadable = unreadable;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> streams) {
        context = streams;
        applications = streams.getStateStore(ReadinessTopology.APPLICATIONS);
        readiness = streams.getStateStore(ReadinessTopology.READINESS);
        assessed = streams.getStateStore(ReadinessTopology.ASSESSED);
        marks = streams.getStateStore(ReadinessTopology.MARKS);
        watch = Watch.from(now());
        streams.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> tick());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (isOwnAssessment(record)) {
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

    /** Each comes back, for it is on the samples' topic; nothing follows from it, so it is not decoded. */
    private static boolean isOwnAssessment(Record<String, byte[]> record) {
        var type = record.headers().lastHeader(TYPE);
        return type != null && ASSESSED_TYPE.equals(new String(type.value(), UTF_8));
    }

    private void skip(String reason) {
        context.recordMetadata().ifPresent(at -> unreadable.skipped(at.topic(), at.partition(), at.offset(), reason));
    }

    private void read(Record<String, byte[]> record) {
        switch (incoming.read(record.key(), record.headers(), record.value())) {
            case Decoded.Unreadable(var reason) -> skip(reason);
            case Decoded.Readable(var envelope) -> {
                switch (envelope.event()) {
                    case LifecycleEvent event -> happened(Incoming.typed(envelope, event));
                    case SyncProgress sample -> sampled(envelope, sample);
                    case Request _, ReadinessAssessed _, VerificationProgress _, RouteChanged _, AuditRecorded _ -> {
                        // What was made of samples, or of other topics: says nothing about readiness.
                    }
                }
            }
        }
    }

    private void happened(Envelope<LifecycleEvent> envelope) {
        var name = envelope.application();
        var known = Optional.ofNullable(applications.get(name.value())).orElseGet(() -> Application.unknown(name));
        switch (known.after(envelope)) {
            case Folded.Accepted(var application) -> {
                applications.put(name.value(), application);
                follow(application, envelope.time());
                if (envelope.event() instanceof InstanceExited) {
                    exited(envelope);
                }
            }
            case Folded.Void _ -> {
                // A duplicate, a late one, or one that lost a race.
            }
        }
    }

    /** An exit that seems to lie in the future, because clocks differ, must not keep later samples from counting. */
    private void exited(Envelope<LifecycleEvent> envelope) {
        envelope.deployment().ifPresent(deployment -> {
            var key = key(envelope.application(), deployment);
            var known = readiness.get(key);
            if (known != null) {
                var at = envelope.time().isAfter(now()) ? now() : envelope.time();
                var decision = known.exited(at, now());
                readiness.put(key, decision.next());
                decision.event()
                        .ifPresent(event -> publish(
                                envelope.leadsTo(ReadinessTopology.SOURCE, Optional.of(deployment), now(), event)));
            }
        });
    }

    /** Brings what is watched in line with the stages. */
    private void follow(Application application, Instant time) {
        var watched = new HashSet<String>();
        for (var deployment : application.deployments()) {
            var key = key(application.name(), deployment.id());
            Phase.of(deployment.stage()).ifPresent(phase -> {
                watched.add(key);
                marks.putIfAbsent(key, Marks.none(deployment.descriptor().sync().milestones()));
                var known = readiness.get(key);
                if (known == null) {
                    var terms = Terms.of(deployment.descriptor().sync());
                    readiness.put(key, Readiness.watching(terms, phase, time, now()));
                } else if (known.phase() != phase) {
                    readiness.put(key, known.in(phase));
                }
            });
        }
        forgetAllBut(watched, application.name());
    }

    private void forgetAllBut(Set<String> watched, ApplicationName name) {
        var stale = new HashSet<String>();
        try (var entries = readiness.range(key(name, ""), key(name, "~"))) {
            entries.forEachRemaining(entry -> stale.add(entry.key));
        }
        stale.removeAll(watched);
        stale.forEach(readiness::delete);
        stale.forEach(assessed::delete);
        stale.forEach(marks::delete);
    }

    /** The deployer tells what an instance has printed; the sampler does not know it. */
    private SyncProgress judged(Readiness known, Envelope<?> envelope, SyncProgress sample) {
        return known.terms()
                .log()
                .filter(_ -> !hasPrinted(envelope))
                .map(line -> Conditions.unprinted(sample, line))
                .orElse(sample);
    }

    private boolean hasPrinted(Envelope<?> envelope) {
        return Optional.ofNullable(applications.get(envelope.application().value()))
                .flatMap(application -> envelope.deployment().flatMap(application::deployment))
                .flatMap(Deployment::logMatchedAt)
                .isPresent();
    }

    private void sampled(Envelope<?> envelope, SyncProgress sample) {
        if (envelope.deployment().isEmpty()) {
            return;
        }
        var deployment = envelope.deployment().get();
        var key = key(envelope.application(), deployment);
        var known = readiness.get(key);
        if (known == null) {
            return;
        }
        var decision = known.decide(judged(known, envelope, sample), now());
        if (!decision.next().equals(known)) {
            readiness.put(key, decision.next());
        }
        if (decision.conditions().isPresent()) {
            passed(envelope, deployment, key, sample, decision.next());
        }
        decision.event()
                .ifPresent(event ->
                        publish(envelope.leadsTo(ReadinessTopology.SOURCE, Optional.of(deployment), now(), event)));
        Optional.ofNullable(assessed.get(key))
                .orElse(Assessments.NONE)
                .after(decision)
                .ifPresent(said -> {
                    assessed.put(key, said.next());
                    forward(
                            envelope.leadsTo(ReadinessTopology.SOURCE, Optional.of(deployment), now(), said.event()),
                            ReadinessTopology.ASSESSMENTS);
                });
    }

    private void passed(
            Envelope<?> envelope, DeploymentId deployment, String key, SyncProgress sample, Readiness next) {
        var known = marks.get(key);
        if (known == null) {
            return;
        }
        var passed = known.after(sample, next);
        if (!passed.next().equals(known)) {
            marks.put(key, passed.next());
        }
        passed.reached().forEach(milestone -> publish(milestone(envelope, deployment, milestone, next.startedAt())));
    }

    /** The same mark of the same deployment has the same id, whichever sample shows it. */
    private Envelope<LifecycleEvent> milestone(
            Envelope<?> sample, DeploymentId deployment, MilestoneReached milestone, Instant syncing) {
        var which = milestone.mark().map(Object::toString).orElseGet(() -> "near since " + syncing);
        return new Envelope<>(
                new EventId(deployment.toString()).consequence(Event.typeOf(MilestoneReached.class) + "\n" + which),
                ReadinessTopology.SOURCE,
                sample.application(),
                now(),
                Optional.of(deployment),
                Optional.of(sample.id()),
                sample.traceparent(),
                milestone);
    }

    private void tick() {
        watch = watch.at(now());
        try (var entries = readiness.all()) {
            while (entries.hasNext()) {
                tick(entries.next());
            }
        }
    }

    private void tick(KeyValue<String, Readiness> entry) {
        var decision = entry.value.tick(now(), watch.since());
        if (decision.event().isEmpty()) {
            return;
        }
        readiness.put(entry.key, decision.next());
        var event = decision.event().get();
        var slash = entry.key.indexOf('/');
        var name = new ApplicationName(entry.key.substring(0, slash));
        Optional.ofNullable(applications.get(name.value()))
                .flatMap(application -> application.deployment(DeploymentId.of(entry.key.substring(slash + 1))))
                .ifPresent(deployment -> publish(byTime(name, deployment, event)));
    }

    /** What only time has led to follows from the last event that counted; its id is the same if it is decided again. */
    private Envelope<LifecycleEvent> byTime(ApplicationName name, Deployment deployment, LifecycleEvent event) {
        EventId cause = deployment.lastEvent();
        return new Envelope<>(
                cause.consequence(Event.typeOf(event.getClass())),
                ReadinessTopology.SOURCE,
                name,
                now(),
                Optional.of(deployment.id()),
                Optional.of(cause),
                Optional.empty(),
                event);
    }

    private void publish(Envelope<LifecycleEvent> envelope) {
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

    private static String key(ApplicationName application, Object deployment) {
        return application + "/" + deployment;
    }
}
