package dev.baton.syncmonitor.topology;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.events.Envelope;
import dev.baton.events.InstanceExited;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.SyncProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Conditions;
import dev.baton.syncmonitor.domain.readiness.Marks;
import dev.baton.syncmonitor.domain.readiness.Phase;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Folds the applications, and asks the predicate at every sample and whenever time alone may lead to something. */
final class Decider {

    private final ProcessorContext<String, byte[]> context;
    private final KeyValueStore<String, Application> applications;
    private final Memory memory;
    private final Outbox outbox;
    private final Agenda agenda = new Agenda();
    private Watch watch;

    Decider(ProcessorContext<String, byte[]> context) {
        this.context = context;
        applications = context.getStateStore(ReadinessTopology.APPLICATIONS);
        memory = new Memory(context);
        outbox = new Outbox(context);
        watch = Watch.from(now());
        memory.forEach(this::plan);
    }

    void happened(Envelope<LifecycleEvent> envelope) {
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
            var key = Memory.key(envelope.application(), deployment);
            memory.get(key).ifPresent(known -> {
                var at = envelope.time().isAfter(now()) ? now() : envelope.time();
                var decision = known.readiness().exited(at, now());
                remember(key, known.with(decision.next()));
                decision.event().ifPresent(event -> outbox.follows(envelope, deployment, event));
            });
        });
    }

    /** Brings what is watched in line with the stages. */
    private void follow(Application application, Instant time) {
        var watched = new HashSet<String>();
        for (var deployment : application.deployments()) {
            var key = Memory.key(application.name(), deployment.id());
            Phase.of(deployment.stage()).ifPresent(phase -> {
                watched.add(key);
                remember(key, watched(deployment, phase, memory.get(key), time));
            });
        }
        memory.keep(watched, application.name()).forEach(agenda::strike);
    }

    private Known watched(Deployment deployment, Phase phase, Optional<Known> before, Instant time) {
        var sync = deployment.descriptor().sync();
        return before.map(known -> known.readiness().phase() == phase
                        ? known
                        : known.with(known.readiness().in(phase)))
                .map(known -> known.marks().isPresent() ? known : known.with(Marks.none(sync.milestones())))
                .orElseGet(() -> Known.of(
                        Readiness.watching(Terms.of(sync), phase, time, now()), Marks.none(sync.milestones())));
    }

    void sampled(Envelope<?> envelope, SyncProgress sample) {
        envelope.deployment().ifPresent(deployment -> {
            var key = Memory.key(envelope.application(), deployment);
            memory.get(key).ifPresent(known -> sampled(key, known, envelope, deployment, sample));
        });
    }

    private void sampled(String key, Known known, Envelope<?> envelope, DeploymentId deployment, SyncProgress sample) {
        var decision = known.readiness().decide(judged(known.readiness(), envelope, deployment, sample), now());
        var passed = known.marks()
                .filter(_ -> decision.conditions().isPresent())
                .map(marks -> marks.after(sample, decision.next()));
        var said = known.assessed().after(decision);
        var next = known.with(decision.next());
        next = passed.map(Marks.Passed::next).map(next::with).orElse(next);
        remember(key, said.map(Assessments.Said::next).map(next::with).orElse(next));
        passed.ifPresent(it -> it.reached()
                .forEach(milestone -> outbox.passed(
                        envelope, deployment, milestone, decision.next().startedAt())));
        decision.event().ifPresent(event -> outbox.follows(envelope, deployment, event));
        said.ifPresent(it -> outbox.assess(envelope, deployment, it.event()));
    }

    /** The deployer tells what an instance has printed; the sampler does not know it. */
    private SyncProgress judged(Readiness known, Envelope<?> envelope, DeploymentId deployment, SyncProgress sample) {
        return known.terms()
                .log()
                .filter(_ -> deployment(envelope.application(), deployment)
                        .flatMap(Deployment::logMatchedAt)
                        .isEmpty())
                .map(line -> Conditions.unprinted(sample, line))
                .orElse(sample);
    }

    /** Time has passed. Where it was not watched without a break, what was planned may be due at other times. */
    void tick() {
        var before = watch;
        watch = watch.at(now());
        if (!watch.since().equals(before.since())) {
            agenda.clear();
            memory.forEach(this::plan);
        }
        for (var key : agenda.due(now())) {
            memory.get(key).ifPresent(known -> tick(key, known));
        }
    }

    private void tick(String key, Known known) {
        var decision = known.readiness().tick(now(), watch.since());
        var said = known.assessed().silent(decision.next(), now(), watch.since());
        var next = known.with(decision.next());
        remember(key, said.map(Assessments.Said::next).map(next::with).orElse(next));
        if (decision.event().isEmpty() && said.isEmpty()) {
            return;
        }
        var name = Memory.application(key);
        deployment(name, Memory.deployment(key)).ifPresent(deployment -> {
            decision.event().ifPresent(event -> outbox.byTime(name, deployment, event));
            said.ifPresent(it -> outbox.silent(name, deployment, it.event()));
        });
    }

    private void remember(String key, Known known) {
        memory.put(key, known);
        plan(key, known);
    }

    private void plan(String key, Known known) {
        agenda.enter(key, known.due(watch.since()));
    }

    private Optional<Deployment> deployment(ApplicationName name, DeploymentId id) {
        return Optional.ofNullable(applications.get(name.value())).flatMap(application -> application.deployment(id));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
