package dev.baton.audit.domain.explanation;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.deployment.Stage.Standby;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/** What requests for deployments wait for that nobody has answered. */
public final class Queue {

    private Queue() {}

    /** What the first of them waits for, in words that go on after "waits for"; empty where it is about to be answered. */
    public static Optional<String> awaited(Application application) {
        return application
                .inProgress()
                .or(application::switching)
                .map(deployment -> "the end of version %s (%s)"
                        .formatted(deployment.version(), deployment.stage().name()))
                .or(() -> application.freeSlots().isEmpty() ? Optional.of(slot(application)) : Optional.empty());
    }

    private static String slot(Application application) {
        if (application.deployments().stream()
                .anyMatch(d -> d.stage() instanceof Stage.Failed || d.stage() instanceof Stage.Retiring)) {
            return "a slot that is being cleared";
        }
        return application.deployments().stream()
                .filter(deployment -> deployment.stage() instanceof Standby)
                .min(Comparator.comparing(Queue::until))
                .map(standby -> "slot %s, which version %s keeps until %s%s (standby.yields would end that)"
                        .formatted(
                                standby.slot().letter(),
                                standby.version(),
                                until(standby).truncatedTo(ChronoUnit.SECONDS),
                                application.paused().isPresent() ? ", or longer, for the application is paused" : ""))
                .orElse("a slot");
    }

    private static Instant until(Deployment deployment) {
        return deployment.stage() instanceof Standby standby ? standby.until() : Instant.MAX;
    }
}
