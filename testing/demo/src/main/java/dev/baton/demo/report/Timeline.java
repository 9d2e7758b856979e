package dev.baton.demo.report;

import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRejected;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.PromoteRequested;
import dev.baton.events.RollbackRequested;
import dev.baton.events.RolledBack;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.load.AnswerLog;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the events of one application say about how it went. */
public final class Timeline {

    private final List<Envelope<?>> events;
    private final Map<EventId, Envelope<?>> byId;
    private final Map<DeploymentId, String> versions;

    /** Of events in the order of their topic; a duplicate counts once. */
    public Timeline(List<? extends Envelope<?>> events) {
        this.byId = events.stream()
                .collect(Collectors.toMap(Envelope::id, Function.identity(), (first, _) -> first, LinkedHashMap::new));
        this.events = List.copyOf(byId.values());
        this.versions = new LinkedHashMap<>();
        this.events.forEach(envelope -> {
            if (envelope.event() instanceof DeployAccepted accepted) {
                envelope.deployment().ifPresent(id -> versions.put(id, accepted.version()));
            }
        });
    }

    /** One move of traffic, as the events tell it. */
    private record Move(String kind, long epoch, Optional<DeploymentId> from, DeploymentId to, Envelope<?> reported) {}

    /**
     * The switches away from a version that served, oldest first. An application's very first switch is none of them:
     * nobody was served before.
     *
     * @param answers what the load client received meanwhile
     */
    public List<SwitchFigures> switches(AnswerLog answers) {
        return events.stream()
                .flatMap(this::move)
                .filter(move -> move.from().isPresent())
                .map(move -> figures(move, answers))
                .toList();
    }

    private Stream<Move> move(Envelope<?> envelope) {
        if (envelope.deployment().isEmpty()) {
            return Stream.empty();
        }
        DeploymentId about = envelope.deployment().get();
        return switch (envelope.event()) {
            case Switched switched ->
                Stream.of(new Move("promote", switched.epoch(), switched.from(), about, envelope));
            case RolledBack back ->
                Stream.of(new Move("rollback", back.epoch(), Optional.of(about), back.restored(), envelope));
            case Event _ -> Stream.empty();
        };
    }

    private SwitchFigures figures(Move move, AnswerLog answers) {
        Envelope<?> release = release(move.reported());
        String old = move.from().map(DeploymentId::toString).orElse("");
        double decidedToServed = answers.first(
                        tag -> tag.epoch() == move.epoch()
                                && tag.deployment().equals(move.to().toString()),
                        release.time())
                .map(first -> millis(release.time(), first.received()))
                .orElse(SwitchFigures.NEVER);
        return new SwitchFigures(
                move.kind(),
                move.epoch(),
                move.from().map(this::version).orElse(""),
                version(move.to()),
                release.event().getClass().getSimpleName(),
                release.time(),
                decidedToServed,
                staleAnswers(move, old, answers));
    }

    /** Only until the next move: after that the old deployment may rightly serve again. */
    private long staleAnswers(Move move, String old, AnswerLog answers) {
        Optional<Instant> next = events.stream()
                .flatMap(this::move)
                .filter(later -> later.epoch() > move.epoch())
                .map(later -> release(later.reported()).time())
                .min(Instant::compareTo);
        return answers.byBegunAfter(old, move.reported().time()).stream()
                .filter(answer -> next.isEmpty() || answer.sent().isBefore(next.get()))
                .count();
    }

    /** Follows the causes back to what released the move. */
    private Envelope<?> release(Envelope<?> reported) {
        Envelope<?> at = reported;
        for (int steps = 0; steps < events.size(); steps++) {
            if (at.event() instanceof DataVerified
                    || at.event() instanceof PromoteRequested
                    || at.event() instanceof RollbackRequested) {
                return at;
            }
            Optional<Envelope<?>> cause = at.cause().map(byId::get);
            if (cause.isEmpty()) {
                break;
            }
            at = cause.get();
        }
        throw new IllegalStateException("Nothing on record released the switch " + reported.id() + " ("
                + reported.event().getClass().getSimpleName() + "); its causes end at "
                + at.event().getClass().getSimpleName());
    }

    /**
     * The deployments, oldest first, refused ones among them.
     *
     * @param reachedTip when the demo saw each instance reach the tip
     */
    public List<DeploymentFigures> deployments(Map<DeploymentId, Instant> reachedTip) {
        List<DeploymentFigures> all = new ArrayList<>();
        versions.forEach((id, version) -> all.add(figures(id, version, Optional.ofNullable(reachedTip.get(id)))));
        events.forEach(envelope -> {
            if (envelope.event() instanceof DeployRejected rejected) {
                all.add(new DeploymentFigures(
                        envelope.deployment().map(DeploymentId::toString).orElse(""),
                        rejected.version(),
                        "rejected",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
            }
        });
        return all;
    }

    private DeploymentFigures figures(DeploymentId id, String version, Optional<Instant> reachedTip) {
        Optional<Instant> started =
                first(id, GreenStarted.class).map(envelope -> envelope.event().startedAt());
        Optional<Double> detection = first(id, SyncComplete.class)
                .flatMap(complete -> reachedTip.map(reached -> millis(reached, complete.time())));
        Duration stableFor = first(id, DeployAccepted.class)
                .map(accepted -> accepted.event().descriptor().sync().stableFor())
                .orElse(Duration.ZERO);
        return new DeploymentFigures(
                id.toString(),
                version,
                outcome(id),
                started.flatMap(from -> reachedTip.map(to -> millis(from, to) / 1e3)),
                detection,
                detection.map(ms -> ms - stableFor.toMillis()));
    }

    private String outcome(DeploymentId id) {
        return events.stream()
                .filter(envelope -> envelope.deployment().equals(Optional.of(id)))
                .flatMap(envelope -> switch (envelope.event()) {
                    case DeployCompleted _ -> Stream.of(DeploymentFigures.COMPLETED);
                    case DeployFailed _ -> Stream.of("failed");
                    case Event _ -> Stream.<String>empty();
                })
                .reduce("unfinished", (_, last) -> last);
    }

    private <E extends Event> Optional<Envelope<E>> first(DeploymentId id, Class<E> kind) {
        return events.stream()
                .filter(envelope -> envelope.deployment().equals(Optional.of(id)))
                .flatMap(envelope -> of(kind, envelope))
                .findFirst();
    }

    private static <E extends Event> Stream<Envelope<E>> of(Class<E> kind, Envelope<?> envelope) {
        return kind.isInstance(envelope.event())
                ? Stream.of(new Envelope<>(
                        envelope.id(),
                        envelope.source(),
                        envelope.application(),
                        envelope.time(),
                        envelope.deployment(),
                        envelope.cause(),
                        envelope.traceparent(),
                        kind.cast(envelope.event())))
                : Stream.empty();
    }

    private String version(DeploymentId id) {
        return versions.getOrDefault(id, "?");
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
