package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerificationStep;
import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Watchlist;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The blocks that came since the proof. A verification compares none above the proof's, which may be long ago by the time the
 * data is read; and a sampler that has started anew does not notice which blocks were replaced meanwhile. What differs here
 * may still be mended, so it is awaited; the next proof has it compared in earnest.
 */
public final class NewestBlocks {

    private NewestBlocks() {}

    /**
     * Why the data does not count as verified yet; empty where nothing stands in the way, or nothing is compared with a
     * source.
     *
     * @param compared up to where everything was found equal
     * @param look one that found green within the tolerance of the tip; it is compared up to there, less the finality
     * @param random chooses the heights where too many have come
     * @throws Unreachable where the blocks could not be read
     */
    public static Optional<String> awaited(
            Watchlist.Due due, Archives archives, long compared, SyncProgress look, RandomGenerator random)
            throws Unreachable {
        var subject = Subject.of(due, archives)
                .filter(it -> !it.verify().skip().contains(VerificationStep.SOURCE_HASHES))
                .filter(it -> it.source().isPresent());
        if (subject.isEmpty() || look.height().isEmpty() || look.tip().isEmpty()) {
            return Optional.empty();
        }
        var top = subject.get().pinned(look.height().get(), look.tip().get());
        return top > compared ? awaited(subject.get(), compared + 1, top, random) : Optional.empty();
    }

    private static Optional<String> awaited(Subject subject, long from, long top, RandomGenerator random)
            throws Unreachable {
        var source = subject.source().orElseThrow();
        var expected = source.hashes(
                Scope.of(from, from, top, subject.samples(), random).heights());
        var suspects = Steps.differing(subject.green().hashes(new TreeSet<>(expected.keySet())), expected);
        if (suspects.isEmpty()) {
            return Optional.empty();
        }
        // As for the others: a block that was replaced between the two readings differs only once.
        var again = source.hashes(suspects);
        var differing = Steps.differing(subject.green().hashes(suspects), again);
        return differing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("%d of the blocks that came since its proof, from %d to %d, are not the source's; they are"
                                        + " awaited")
                                .formatted(differing.size(), differing.getFirst(), differing.getLast()));
    }
}
