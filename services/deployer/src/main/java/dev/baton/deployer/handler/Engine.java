package dev.baton.deployer.handler;

import dev.baton.deployer.domain.Admission;
import dev.baton.deployer.domain.Admission.Verdict;
import dev.baton.deployer.domain.Adoption;
import dev.baton.deployer.domain.AdoptionSurvey;
import dev.baton.deployer.domain.AdoptionSurvey.Findings;
import dev.baton.deployer.domain.Deployer;
import dev.baton.deployer.domain.Effect;
import dev.baton.deployer.domain.KnownApplications;
import dev.baton.deployer.domain.Line;
import dev.baton.deployment.Application;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.deployment.Situation;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.RequestRejected;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/** Has decided what is due, carries out the effects beside each other, and publishes what came of them. */
@ApplicationScoped
public class Engine implements KnownApplications {
    private static final Logger LOG = Logger.getLogger(Engine.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    private final Participant<Effect> participant = new Participant<>(Deployer::decide);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("deployer-tick").factory());
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    /** Effects on the same deployment wait for each other: what is being started is stopped after that, not meanwhile. */
    private final Map<DeploymentId, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Ports given to deployments whose acceptance has not been read back yet. */
    private final PromisedPorts promised = new PromisedPorts();

    private final EventPublisher publisher;
    private final Admission admission;
    private final Adoption adoption;
    private final AdoptionSurvey survey;
    private final InstanceCare care;
    private final InstanceRetirement retirement;
    private final Clock clock;
    private volatile boolean replayed;

    Engine(
            EventPublisher publisher,
            Admission admission,
            Adoption adoption,
            AdoptionSurvey survey,
            InstanceCare care,
            InstanceRetirement retirement,
            Clock clock) {
        this.publisher = publisher;
        this.admission = admission;
        this.adoption = adoption;
        this.survey = survey;
        this.care = care;
        this.retirement = retirement;
        this.clock = clock;
    }

    @PostConstruct
    void startTicking() {
        timer.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    /** Takes in one event of the log. */
    void on(Envelope<?> envelope) {
        follow(participant.on(envelope, clock.instant()));
    }

    /** The log is about to be read from its start: until that is done, nothing is decided. */
    void forget() {
        replayed = false;
        participant.restart();
    }

    /** The log has been read to its end: what has changed in the world meanwhile is put right first. */
    void replayed() {
        Collection<Application> known = participant.applications();
        LOG.infof("the log is read: %d applications", known.size());
        workers.execute(() -> sweep(known));
        replayed = true;
        participant.replayed(clock.instant()).forEach(this::follow);
    }

    /** Whether the log has been read, so that requests are answered. */
    boolean isReplayed() {
        return replayed;
    }

    private void tick() {
        try {
            participant.tick(clock.instant()).forEach(this::follow);
        } catch (RuntimeException e) {
            // A tick that throws would be the last one of this timer.
            LOG.error("a tick failed", e);
        }
    }

    private void sweep(Collection<Application> known) {
        try {
            retirement.sweep(known);
        } catch (RuntimeException e) {
            LOG.error("left-overs could not be removed; the next start of the deployer tries again", e);
        }
    }

    private void follow(Decision<Effect> decision) {
        decision.events().forEach(this::publish);
        decision.effects().forEach(effect -> workers.execute(() -> take(effect)));
    }

    private void publish(Envelope<?> event) {
        publisher.publish(event).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warnf(
                        "%s: Kafka did not take %s (%s); it is decided again",
                        event.application(), event.type(), failure.getMessage());
                participant.unpublished(event);
            }
        });
    }

    private void take(Effect effect) {
        if (effect instanceof Effect.AnswerRequest) {
            // Two answers at once could contradict each other, or give two applications the same ports.
            synchronized (this) {
                carryOut(effect);
            }
        } else {
            carryOut(effect);
        }
    }

    private void carryOut(Effect effect) {
        Step step;
        try {
            step = step(effect);
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "%s: %s failed unexpectedly",
                    effect.application(),
                    effect.getClass().getSimpleName());
            step = new Step.Again(AFTER_A_FAULT);
        }
        switch (step) {
            case Step.Done(List<Envelope<?>> events) -> {
                participant.finished(effect.application(), effect, events);
                events.forEach(this::publish);
            }
            case Step.Again(Duration after) -> later(effect, after);
        }
    }

    private void later(Effect effect, Duration after) {
        try {
            timer.schedule(() -> workers.execute(() -> take(effect)), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // The deployer is stopping; its next start sees the same stage and goes on.
        }
    }

    private Step step(Effect effect) {
        return switch (effect) {
            case Effect.AnswerRequest(Envelope<DeployRequested> request) -> answer(request);
            case Effect.AnswerAdoption(Envelope<AdoptRequested> request) -> adopt(request);
            case Effect.StartInstance(ApplicationName application, DeploymentId deployment) ->
                locked(application, deployment, care::step);
            case Effect.WatchInstance(ApplicationName application, DeploymentId deployment) ->
                locked(application, deployment, care::step);
            case Effect.RetireInstance(ApplicationName application, DeploymentId deployment) ->
                locked(
                        application,
                        deployment,
                        (_, retiring) -> retirement.step(participant.application(application), retiring));
        };
    }

    /** Steps from the deployment as it stands once nobody else is at it; over when it is not known any more. */
    private Step locked(
            ApplicationName application, DeploymentId id, BiFunction<ApplicationName, Deployment, Step> next) {
        ReentrantLock lock = locks.computeIfAbsent(id, _ -> new ReentrantLock());
        lock.lock();
        try {
            return participant
                    .application(application)
                    .deployment(id)
                    .map(deployment -> next.apply(application, deployment))
                    .orElseGet(Step.Done::silently);
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the situation only once all that was published has been read back: nothing is answered twice. */
    private Step answer(Envelope<DeployRequested> request) {
        Optional<Situation> settled = participant.settled(request.application(), clock.instant());
        if (settled.isEmpty()) {
            return Step.Done.silently();
        }
        Line line = new Line(settled.get());
        List<Envelope<?>> withdrawal = line.withdrawal(request);
        return withdrawal.isEmpty() ? answer(request, line) : new Step.Done(withdrawal);
    }

    private Step answer(Envelope<DeployRequested> request, Line line) {
        return switch (verdict(request)) {
            case Verdict.NotYet _ -> new Step.Done(line.roomFor(request));
            case Verdict.Answer(Envelope<?> event) -> {
                if (event.event() instanceof DeployAccepted) {
                    List<Envelope<?>> room = line.roomFor(request);
                    if (!room.isEmpty() || !line.isNext(request)) {
                        yield new Step.Done(room);
                    }
                }
                note(request.application(), event);
                yield Step.Done.with(event);
            }
        };
    }

    /** Looks at the world for as long as that takes, and only then keeps other answers waiting. */
    private Step adopt(Envelope<AdoptRequested> request) {
        ApplicationName name = request.application();
        Optional<Findings> found = adoption.descriptor(request.event())
                .map(descriptor -> survey.look(request.event(), descriptor, participant.application(name)));
        synchronized (this) {
            Optional<Situation> settled = participant.settled(name, clock.instant());
            if (settled.isEmpty()) {
                return Step.Done.silently();
            }
            List<Application> others = othersThan(name);
            Envelope<?> event = adoption.answer(
                    request,
                    found,
                    settled.get().application(),
                    others,
                    promised.toOthersThan(name, others),
                    DeploymentId.next(clock),
                    clock.instant());
            note(name, event);
            return Step.Done.with(event);
        }
    }

    private List<Application> othersThan(ApplicationName name) {
        return participant.applications().stream()
                .filter(other -> !other.name().equals(name))
                .toList();
    }

    /** What the request would be answered now. Changes nothing. */
    synchronized Verdict verdict(Envelope<DeployRequested> request) {
        ApplicationName name = request.application();
        List<Application> others = othersThan(name);
        return admission.answer(
                request,
                participant.application(name),
                others,
                promised.toOthersThan(name, others),
                DeploymentId.next(clock),
                clock.instant());
    }

    @Override
    public Optional<Application> find(ApplicationName name) {
        return replayed ? Optional.of(participant.application(name)) : Optional.empty();
    }

    private void note(ApplicationName name, Envelope<?> event) {
        if (event.event() instanceof DeployAccepted accepted) {
            event.deployment().ifPresent(id -> promised.note(name, id, accepted));
            LOG.infof(
                    "%s: version %s accepted as deployment %s in slot %s",
                    name,
                    accepted.version(),
                    event.deployment().map(DeploymentId::toString).orElse(""),
                    accepted.slot().letter());
        } else if (event.event() instanceof Adopted adopted) {
            event.deployment().ifPresent(id -> promised.note(name, id, adopted));
            LOG.infof(
                    "%s: version %s adopted as deployment %s in slot %s: %s at %s",
                    name,
                    adopted.version(),
                    event.deployment().map(DeploymentId::toString).orElse(""),
                    adopted.slot().letter(),
                    adopted.instance(),
                    adopted.address());
        } else if (event.event() instanceof RequestRejected rejected) {
            LOG.infof("%s: the adoption is refused: %s", name, String.join("; ", rejected.reasons()));
        } else if (event.event() instanceof DeployRejected rejected) {
            LOG.infof("%s: version %s refused: %s", name, rejected.version(), String.join("; ", rejected.reasons()));
        }
    }
}
