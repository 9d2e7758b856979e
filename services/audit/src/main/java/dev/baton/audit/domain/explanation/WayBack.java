package dev.baton.audit.domain.explanation;

import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** What would come of a rollback. */
public sealed interface WayBack {

    /**
     * The standby would take over at once.
     *
     * @param until the end of its hold time
     * @param sample its newest one; empty where none is known
     */
    record Open(Deployment standby, Instant until, Optional<LatestProgress> sample) implements WayBack {}

    /**
     * There is a standby, and it cannot serve.
     *
     * @param until the end of its hold time
     * @param since when that was found
     * @param reason what it answers, or that it does not run
     */
    record Lost(Deployment standby, Instant until, Instant since, String reason) implements WayBack {}

    /** @param reason why there is no standby */
    record None(String reason) implements WayBack {}

    /**
     * The way back of an application; empty where nothing serves, and while the traffic is being moved.
     *
     * @param sample the standby's newest one
     * @param lostBecause why the standby cannot serve, as it was told
     */
    static Optional<WayBack> of(
            Application application, Optional<LatestProgress> sample, Optional<String> lostBecause) {
        if (application.live().isEmpty() || application.switching().isPresent()) {
            return Optional.empty();
        }
        return application
                .standby()
                .flatMap(standby -> to(standby, sample, lostBecause))
                .or(() -> Optional.of(new None(whyNone(application))));
    }

    private static Optional<WayBack> to(
            Deployment standby, Optional<LatestProgress> sample, Optional<String> lostBecause) {
        return standby.stage() instanceof Stage.Standby stage
                ? Optional.of(standby.lostAt()
                        .<WayBack>map(since -> new Lost(
                                standby, stage.until(), since, lostBecause.orElse("the reason is not on record")))
                        .orElseGet(() -> new Open(standby, stage.until(), sample)))
                : Optional.empty();
    }

    private static String whyNone(Application application) {
        return application.deployments().stream()
                .filter(deployment -> deployment.stage() instanceof Stage.Standby)
                .max(Comparator.comparing(Deployment::since))
                .map(rolledBack ->
                        "version %s was itself rolled back and has to be promoted".formatted(rolledBack.version()))
                .orElse("no version that served before is kept");
    }
}
