package dev.baton.deployment;

import dev.baton.deployment.Folded.Accepted;
import dev.baton.deployment.Folded.Void;
import dev.baton.events.AuditRecorded;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One service's part in the lives of all applications. It folds what the service reads, asks the service's own
 * {@code decide} what is due, and sees to it that nothing is done twice at the same time:
 *
 * <ul>
 *   <li>While history is replayed it only folds. {@link #replayed} ends that.
 *   <li>After a decision was published, the application's next one waits until the events were read back: the order of
 *       the log decides every race, and an intention counts only if the fold accepted it.
 *   <li>An effect that is being carried out is not handed out again until {@link #finished}.
 * </ul>
 *
 * <p>It does no I/O. It is safe for use by many threads.
 *
 * @param <F> the service's effects: values that equal themselves when they are decided again
 */
public final class Participant<F> {

    private final Function<Situation, Decision<F>> decide;
    private final Map<ApplicationName, Seat<F>> seats = new HashMap<>();
    private boolean replaying = true;

    public Participant(Function<Situation, Decision<F>> decide) {
        this.decide = decide;
    }

    /** Takes in one event and says what is due. Events that are neither requests nor lifecycle events say nothing. */
    public synchronized Decision<F> on(Envelope<?> envelope, Instant now) {
        var seat = seat(envelope.application());
        seat.read(envelope);
        return due(seat, now);
    }

    /** Says what is due because time has passed, for all applications. */
    public synchronized List<Decision<F>> tick(Instant now) {
        return seats.values().stream()
                .map(seat -> due(seat, now))
                .filter(decision -> !decision.isNothing())
                .toList();
    }

    /** History has been read to its end as of the start: from here on, decide. */
    public synchronized List<Decision<F>> replayed(Instant now) {
        replaying = false;
        return tick(now);
    }

    /** History will be read again from its start: forget all of it. Effects under way stay known. */
    public synchronized void restart() {
        replaying = true;
        seats.values().forEach(Seat::forget);
    }

    /** The effect is over, and these events tell its outcome; they are about to be published. */
    public synchronized void finished(ApplicationName name, F effect, List<? extends Envelope<?>> outcome) {
        var seat = seat(name);
        outcome.forEach(event -> seat.awaited.add(event.id()));
        seat.underWay.remove(effect);
    }

    /** The event could not be published: it will not be read back, so decide again. */
    public synchronized void unpublished(Envelope<?> event) {
        seat(event.application()).awaited.remove(event.id());
    }

    /** The application as far as it has been read. */
    public synchronized Application application(ApplicationName name) {
        return seat(name).application;
    }

    /**
     * What an effect that answers a request is to look at, so that it and {@link #on} never answer the same one twice;
     * empty while history is replayed, or until what was published has been read back.
     */
    public synchronized Optional<Situation> settled(ApplicationName name, Instant now) {
        var seat = seat(name);
        return replaying || !seat.awaited.isEmpty() ? Optional.empty() : Optional.of(seat.situation(now));
    }

    /** All applications as far as they have been read. */
    public synchronized List<Application> applications() {
        return seats.values().stream().map(seat -> seat.application).toList();
    }

    private Seat<F> seat(ApplicationName name) {
        return seats.computeIfAbsent(name, Seat::new);
    }

    private Decision<F> due(Seat<F> seat, Instant now) {
        if (replaying || !seat.awaited.isEmpty()) {
            return Decision.nothing();
        }
        var decision = decide.apply(seat.situation(now));
        decision.events().forEach(event -> seat.awaited.add(event.id()));
        var fresh = decision.effects().stream().filter(seat.underWay::add).toList();
        return new Decision<>(decision.events(), fresh);
    }

    /** What is known of one application, and what is under way for it. */
    private static final class Seat<F> {

        private final Set<EventId> awaited = new HashSet<>();
        private final Set<F> underWay = new HashSet<>();
        private final Set<EventId> answered = new HashSet<>();
        private final Map<EventId, Envelope<? extends Request>> unanswered = new LinkedHashMap<>();
        private Application application;

        Seat(ApplicationName name) {
            application = Application.unknown(name);
        }

        @SuppressWarnings("unchecked")
        void read(Envelope<?> envelope) {
            switch (envelope.event()) {
                case Request _ -> asked((Envelope<? extends Request>) envelope);
                case LifecycleEvent _ -> happened((Envelope<? extends LifecycleEvent>) envelope);
                case SyncProgress _, ReadinessAssessed _, VerificationProgress _, RouteChanged _, AuditRecorded _ -> {
                    // Says nothing about what is due.
                }
            }
            awaited.remove(envelope.id());
        }

        private void asked(Envelope<? extends Request> request) {
            if (!answered.contains(request.id())) {
                unanswered.putIfAbsent(request.id(), request);
            }
        }

        private void happened(Envelope<? extends LifecycleEvent> envelope) {
            switch (application.after(envelope)) {
                case Accepted(var next) -> {
                    application = next;
                    envelope.cause().ifPresent(cause -> {
                        answered.add(cause);
                        unanswered.remove(cause);
                    });
                }
                case Void _ -> {
                    // It lost a race or came twice; what stands, stands.
                }
            }
        }

        Situation situation(Instant now) {
            return new Situation(application, new ArrayList<>(unanswered.values()), now);
        }

        void forget() {
            awaited.clear();
            answered.clear();
            unanswered.clear();
            application = Application.unknown(application.name());
        }
    }
}
