package dev.baton.deployer.handler;

import dev.baton.events.Envelope;
import java.time.Duration;
import java.util.List;

/** How far an effect has come. */
sealed interface Step {
    /** It is over for now; these events tell its outcome, if there is one to tell. */
    record Done(List<Envelope<?>> events) implements Step {
        public Done {
            events = List.copyOf(events);
        }

        static Done with(Envelope<?> event) {
            return new Done(List.of(event));
        }

        static Done silently() {
            return new Done(List.of());
        }
    }

    /** It is not over: take the next step after this time. */
    record Again(Duration after) implements Step {}
}
