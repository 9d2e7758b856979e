package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.events.DeployAborted;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.LifecycleEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a deployment ends that could serve and that nobody promotes. It is said before it happens. During a pause nothing
 * of that happens, and its time does not run.
 */
final class Expiry {
    private static final Duration LONGEST_NOTICE = Duration.ofHours(24);

    private Expiry() {}

    /** The announcement or the end, where one of them is due. */
    static Optional<LifecycleEvent> due(Application application, Deployment deployment, Instant now) {
        if (!deployment.stage().isCandidate()
                || deployment.verifiedAt().isEmpty()
                || application.paused().isPresent()) {
            return Optional.empty();
        }
        Duration timeToLive = deployment.descriptor().gates().timeToLive();
        Duration notice = shorter(timeToLive.dividedBy(4), LONGEST_NOTICE);
        Instant over = deployment
                .verifiedAt()
                .get()
                .plus(timeToLive)
                .plus(deployment.pausedFor().orElse(Duration.ZERO));
        if (deployment.expiresAt().isEmpty()) {
            return now.isBefore(over.minus(notice))
                    ? Optional.empty()
                    : Optional.of(new ExpiryAnnounced(noSooner(over, now.plus(notice.dividedBy(2)))));
        }
        return now.isBefore(deployment.expiresAt().get())
                ? Optional.empty()
                : Optional.of(new DeployAborted(
                        Facts.SOURCE.toString(),
                        ("nobody promoted it within %s of %s, when it was first verified%s; gates.timeToLive in the"
                                        + " descriptor sets that time")
                                .formatted(
                                        words(timeToLive),
                                        deployment.verifiedAt().get(),
                                        deployment
                                                .pausedFor()
                                                .map(paused -> ", not counting pauses of " + words(paused))
                                                .orElse(""))));
    }

    /** A deployer that was away when the announcement was due still makes it some time before. */
    private static Instant noSooner(Instant over, Instant earliest) {
        return over.isBefore(earliest) ? earliest : over;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** For example {@code 7 d}, {@code 36 h}, {@code 90 s}. */
    private static String words(Duration duration) {
        if (duration.toHours() > 0 && duration.toHours() % 24 == 0) {
            return duration.toDays() + " d";
        }
        return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }
}
