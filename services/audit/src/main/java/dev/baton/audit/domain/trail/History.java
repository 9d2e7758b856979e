package dev.baton.audit.domain.trail;

import dev.baton.deployment.Deployment;
import dev.baton.model.ApplicationName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A deployment as it stands, and how it came there.
 *
 * @param application whose deployment it is
 * @param deployment as the newest event left it
 * @param steps the stages it came to, the oldest first, at most {@value #MOST_STEPS}: a candidate that falls behind and
 *     catches up for days would otherwise grow without bound
 * @param stepsLeftOut how many were dropped after the first one to stay within that
 * @param lostBecause why it cannot serve as a standby; empty where it can, or is none
 */
public record History(
        ApplicationName application,
        Deployment deployment,
        List<Step> steps,
        int stepsLeftOut,
        Optional<String> lostBecause) {

    static final int MOST_STEPS = 500;

    public History {
        steps = List.copyOf(steps);
    }

    /** The history of a deployment that begins with this step. */
    public static History of(ApplicationName application, Deployment deployment, Step first) {
        return new History(application, deployment, List.of(first), 0, Optional.empty());
    }

    /** The history once an event has left the deployment like that; a step is added where its stage is another one. */
    public History then(Deployment now, Step step) {
        var because = lostBecause.filter(_ -> now.lostAt().isPresent());
        if (now.stage().name().equals(deployment.stage().name())) {
            return new History(application, now, steps, stepsLeftOut, because);
        }
        var more = new ArrayList<>(steps);
        more.add(step);
        if (more.size() <= MOST_STEPS) {
            return new History(application, now, more, stepsLeftOut, because);
        }
        more.remove(1);
        return new History(application, now, more, stepsLeftOut + 1, because);
    }

    /** The history of a standby that cannot serve any more, for this reason. */
    public History lost(String reason) {
        return new History(application, deployment, steps, stepsLeftOut, Optional.of(reason));
    }
}
