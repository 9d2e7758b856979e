package dev.baton.syncmonitor.topology;

import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Marks;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that is kept of one watched deployment.
 *
 * @param assessed what was last said of its readiness
 * @param marks which milestones it has passed; empty where it was watched before there were any
 */
record Known(Readiness readiness, Assessments assessed, Optional<Marks> marks) {

    /** Nothing was said of it yet. */
    static Known of(Readiness readiness, Marks marks) {
        return new Known(readiness, Assessments.NONE, Optional.of(marks));
    }

    Known with(Readiness next) {
        return new Known(next, assessed, marks);
    }

    Known with(Assessments next) {
        return new Known(readiness, next, marks);
    }

    Known with(Marks next) {
        return new Known(readiness, assessed, Optional.of(next));
    }

    /** When time alone may next lead to something; never later than it does. */
    Optional<Instant> due(Instant watchingSince) {
        return Stream.of(readiness.due(watchingSince), assessed.due(readiness, watchingSince))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }
}
