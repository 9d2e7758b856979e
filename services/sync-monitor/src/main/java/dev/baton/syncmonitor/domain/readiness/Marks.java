package dev.baton.syncmonitor.domain.readiness;

import dev.baton.descriptor.Milestones;
import dev.baton.events.MilestoneReached;
import dev.baton.events.MilestoneReached.Milestone;
import dev.baton.events.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The points on the way to the tip that were passed, so that none is told twice.
 *
 * @param milestones which ones people want to hear of
 * @param passed the highest multiple that was passed, told or not; empty before the first height
 * @param syncing when the catching up began that the rest is about
 * @param isFar whether the tip was seen further away than {@code milestones.before}, and not told near since
 * @param isNearTold whether it was told near
 */
public record Marks(
        Milestones milestones, Optional<Long> passed, Optional<Instant> syncing, boolean isFar, boolean isNearTold) {

    /**
     * What a sample passed.
     *
     * @param next what is remembered
     * @param reached what is to be published
     */
    public record Passed(Marks next, List<MilestoneReached> reached) {
        public Passed {
            reached = List.copyOf(reached);
        }
    }

    /** Nothing was passed yet. */
    public static Marks none(Milestones milestones) {
        return new Marks(milestones, Optional.empty(), Optional.empty(), false, false);
    }

    /** After a sample that was taken in; what is passed while nothing catches up is remembered and not told. */
    public Passed after(SyncProgress sample, Readiness readiness) {
        if (sample.height().isEmpty() || sample.tip().isEmpty()) {
            return new Passed(this, List.of());
        }
        var height = sample.height().get();
        var reached = new ArrayList<MilestoneReached>();
        var mark = milestones.every() == 0 ? 0 : height / milestones.every() * milestones.every();
        var isSyncing = readiness.phase() == Phase.SYNCING;
        if (isSyncing && passed.filter(before -> mark > before).isPresent()) {
            reached.add(of(Milestone.HEIGHT, Optional.of(mark), sample));
        }
        var same = syncing.equals(Optional.of(readiness.startedAt()));
        var far = same && isFar;
        var told = same && isNearTold;
        var left = isSyncing ? sample.eta() : Optional.<Duration>empty();
        if (left.isPresent() && left.get().compareTo(milestones.before()) > 0) {
            far = true;
        } else if (left.isPresent() && far && !told && milestones.before().isPositive()) {
            reached.add(of(Milestone.NEAR, Optional.empty(), sample));
            told = true;
        }
        var highest = Optional.of(Math.max(mark, passed.orElse(mark)));
        return new Passed(new Marks(milestones, highest, Optional.of(readiness.startedAt()), far, told), reached);
    }

    private static MilestoneReached of(Milestone milestone, Optional<Long> mark, SyncProgress sample) {
        return new MilestoneReached(
                milestone, mark, sample.height().orElseThrow(), sample.tip().orElseThrow(), sample.eta());
    }
}
