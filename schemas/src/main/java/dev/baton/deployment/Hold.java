package dev.baton.deployment;

import dev.baton.descriptor.Gates;
import dev.baton.descriptor.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why the traffic does not move to a deployment that is proven ready.
 *
 * @param kind which gate is closed
 * @param reason for people
 * @param until when it opens by itself; empty where it does not
 */
public record Hold(Kind kind, String reason, Optional<Instant> until) {

    /** A gate. */
    public enum Kind {
        /** A person or a program has to promote it. */
        PROMOTION,
        /** It has to stay verified a while longer. */
        SOAK,
        /** The application is paused. */
        PAUSE,
        /** No window is open, or it is frozen. */
        WINDOW;

        /** Whether a person's promotion opens it without being forced. */
        public boolean opensByHand() {
            return this == PROMOTION || this == SOAK;
        }
    }

    /** All gates that are closed for a verified deployment at that time; none for any other. */
    public static List<Hold> of(Application application, Deployment deployment, Instant now) {
        if (!(deployment.stage() instanceof Stage.Verified verified)) {
            return List.of();
        }
        var holds = new ArrayList<Hold>();
        if (deployment.descriptor().promotion() == Promotion.MANUAL) {
            holds.add(new Hold(Kind.PROMOTION, "somebody has to promote it", Optional.empty()));
        } else {
            soaking(deployment, verified, now).ifPresent(holds::add);
        }
        holds.addAll(beyondPeople(application, deployment.descriptor().gates(), now));
        return holds;
    }

    /** The gates that a person's promotion has to force. */
    public static List<Hold> beyondPeople(Application application, Gates gates, Instant now) {
        var holds = new ArrayList<Hold>();
        application
                .paused()
                .map(pause -> new Hold(
                        Kind.PAUSE,
                        "%s is paused by %s since %s: %s"
                                .formatted(
                                        application.name(),
                                        pause.requestedBy(),
                                        seconds(pause.since()),
                                        pause.reason()),
                        Optional.empty()))
                .ifPresent(holds::add);
        gates.closedAt(now)
                .map(closed -> new Hold(Kind.WINDOW, closed.reason(), closed.until()))
                .ifPresent(holds::add);
        return holds;
    }

    /** Time that was waited stays waited: a switch that failed does not begin it anew. */
    private static Optional<Hold> soaking(Deployment deployment, Stage.Verified verified, Instant now) {
        var soak = deployment.descriptor().gates().soak();
        var over = verified.verifiedSince().orElse(deployment.since()).plus(soak);
        return soak.equals(Duration.ZERO) || !now.isBefore(over)
                ? Optional.empty()
                : Optional.of(new Hold(Kind.SOAK, "it soaks until %s".formatted(seconds(over)), Optional.of(over)));
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
