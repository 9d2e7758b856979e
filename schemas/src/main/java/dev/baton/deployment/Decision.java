package dev.baton.deployment;

import dev.baton.events.Envelope;
import java.util.List;

/**
 * What a service is to do about one application as it stands.
 *
 * @param events to be published; their ids are the same whenever the same situation is decided
 * @param effects to be carried out, each a value that equals itself when it is decided again
 */
public record Decision<F>(List<Envelope<?>> events, List<F> effects) {

    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }

    public static <F> Decision<F> nothing() {
        return new Decision<>(List.of(), List.of());
    }

    public static <F> Decision<F> publish(Envelope<?> event) {
        return new Decision<>(List.of(event), List.of());
    }

    public static <F> Decision<F> carryOut(F effect) {
        return new Decision<>(List.of(), List.of(effect));
    }

    public boolean isNothing() {
        return events.isEmpty() && effects.isEmpty();
    }
}
