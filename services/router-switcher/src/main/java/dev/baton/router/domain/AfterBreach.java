package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What follows when a version in probation disappoints. */
public sealed interface AfterBreach {

    /** The traffic goes back. */
    record GoBack(Envelope<SwitchStarted> intention) implements AfterBreach {}

    /** There is no way back, and the probation is over: it serves on, and the breach is on record. */
    record End(Envelope<SwitchConfirmed> confirmed) implements AfterBreach {}

    /** There is no way back now; until the probation is over, there may be one again, or the breach may pass. */
    record WatchOn(String whyNoWayBack) implements AfterBreach {}

    /**
     * Decides that.
     *
     * @param live the version in probation
     * @param reason what was measured
     * @param watched how many checks it has passed, and what could not be looked at
     * @param leads whether this router may end it
     */
    static AfterBreach of(
            Application application,
            Deployment live,
            String reason,
            Watched watched,
            Stage.Probation probation,
            boolean leads,
            Instant now) {
        var back = RouteDecisions.automaticRollback(application, reason, now);
        if (back.isPresent()) {
            return new GoBack(back.get());
        }
        var why = application
                .standby()
                .map(standby -> "the way back to version %s has failed %d times"
                        .formatted(standby.version(), standby.failedSwitches()))
                .orElse("there is no standby to go back to");
        if (!leads || now.isBefore(probation.until())) {
            return new WatchOn(why);
        }
        var confirmed = new SwitchConfirmed(
                probation.epoch(), watched.passed(), watched.unknown(), Optional.of(reason + "; " + why));
        return new End(RouteDecisions.follows(live.enteredBy(), application, live.id(), now, confirmed));
    }

    /** @param unknown what could not be looked at */
    record Watched(int passed, List<String> unknown) {

        public Watched {
            unknown = List.copyOf(unknown);
        }
    }
}
