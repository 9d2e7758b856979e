package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import dev.baton.syncmonitor.domain.verification.BlockTable.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every height is there exactly once. Above the pinned height blocks may still come, go and be replaced, so what is missing
 * there below a block that is there is no difference yet; but nothing is verified until it has come.
 */
final class GapStep {

    static final String GAPS = "gaps";

    private static final String ITSELF = "itself";
    private static final int LISTED = 20;

    private final Subject subject;
    private final Scope scope;
    private final Course course;
    private final List<Fault> first = new ArrayList<>();
    private long total;

    GapStep(Subject subject, Scope scope, Course course) {
        this.subject = subject;
        this.scope = scope;
        this.course = course;
    }

    List<Finding> findings() throws Unreachable {
        var heights = scope.pinned() - scope.from() + 1;
        course.tell(GAPS, ITSELF, 0, Optional.of(heights));
        Chunks.walk(scope.from(), scope.pinned(), ChunkSize.OF_BLOCKS, () -> false, span -> {
            var faults = subject.green().faults(span.from(), span.to());
            total += faults.total();
            faults.first().stream().limit(LISTED - (long) first.size()).forEach(first::add);
            course.tell(GAPS, ITSELF, span.to() - scope.from() + 1, Optional.of(heights));
            if (span.to() < scope.pinned()) {
                Chunks.rest(faults.took(), course);
            }
            return faults.took();
        });
        if (total == 0) {
            awaitNewest();
        }
        return List.of(
                total == 0
                        ? new Finding.Equal(new Check(GAPS, ITSELF, heights))
                        : new Finding.Differs(
                                GAPS,
                                total,
                                first.stream().map(GapStep::difference).toList()));
    }

    private void awaitNewest() throws Unreachable {
        var highest = subject.green().extent().map(BlockTable.Extent::highest).orElse(scope.pinned());
        if (highest <= scope.pinned()) {
            return;
        }
        var newest = subject.green().faults(scope.pinned() + 1, highest);
        if (newest.missing() > 0) {
            throw new Unreachable(
                    "%d of the newest blocks, from %d to %d, are missing in green's own blocks; they are awaited"
                            .formatted(newest.missing(), scope.pinned() + 1, highest));
        }
    }

    private static Difference difference(Fault fault) {
        var found = fault.blocks() == 0 ? Steps.MISSING : fault.blocks() + " blocks";
        return new Difference(fault.height(), found, ITSELF, "one block");
    }
}
