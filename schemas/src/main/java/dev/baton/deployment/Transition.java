package dev.baton.deployment;

import dev.baton.events.LifecycleEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One row of the transition table: what an event makes of a deployment that stands at a stage.
 *
 * @param from the stage that the row is for
 * @param event the event that it answers
 * @param part whether the event is about this deployment, or this one is the other that it names
 * @param to the stages that may follow, for the diagram
 * @param rule the stage that follows; empty where the event does not apply as things stand, and changes nothing
 */
public record Transition<S extends Stage, E extends LifecycleEvent>(
        Class<S> from,
        Class<E> event,
        Part part,
        List<Class<? extends Stage>> to,
        Function<Step<S, E>, Optional<Stage>> rule) {

    /** Which of the two deployments that a switch concerns. */
    public enum Part {
        /** The event's own deployment. */
        SUBJECT,
        /** The other: who served before a switch, or who is restored by a rollback. */
        COUNTERPART
    }

    /** What a rule may look at. */
    public record Step<S extends Stage, E extends LifecycleEvent>(
            S stage, E event, Deployment deployment, Instant time) {}

    public Transition {
        to = List.copyOf(to);
    }

    boolean answers(Stage stage, LifecycleEvent happened, Part which) {
        return from.isInstance(stage) && event.isInstance(happened) && part == which;
    }

    Optional<Stage> apply(Deployment deployment, LifecycleEvent happened, Instant time) {
        return rule.apply(new Step<>(from.cast(deployment.stage()), event.cast(happened), deployment, time));
    }
}
