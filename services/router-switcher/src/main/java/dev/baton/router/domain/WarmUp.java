package dev.baton.router.domain;

import dev.baton.deployment.Deployment;
import java.util.Optional;

/** Asks green for the paths that its descriptor names, so that its caches are warm when the first users come. */
public final class WarmUp {

    /** The first question may take longer than a probe, because it is the one that warms. */
    private static final int QUESTIONS = 3;

    private static final int LOWEST_FAULT = 500;

    private WarmUp() {}

    /** Why it is not fit for users: a path that is not answered, or with 5xx, however often it is asked for. */
    public static Optional<String> of(Deployment green, Prober prober) {
        for (var path : green.descriptor().route().warmUp()) {
            var fault = ask(green, path, prober);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ask(Deployment green, String path, Prober prober) {
        var summary = "";
        for (var question = 0; question < QUESTIONS; question++) {
            var answer = prober.ask(Endpoint.direct(green.address()), path);
            if (answer instanceof Answer.Answered answered && answered.status() < LOWEST_FAULT) {
                return Optional.empty();
            }
            summary = answer.summary();
        }
        return Optional.of("deployment %s was asked %d times for %s of route.warmUp at %s, the last answer was: %s"
                .formatted(green.id(), QUESTIONS, path, green.address(), summary));
    }
}
