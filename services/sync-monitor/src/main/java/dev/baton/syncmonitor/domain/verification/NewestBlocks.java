package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerificationStep;
import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Watchlist;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The blocks that came since the proof. A verification compares none above the proof's, which may be long ago by the time the
 * data is read; and a sampler that has started anew does not notice which blocks were replaced meanwhile. What differs here
 * may still be mended, so it is awaited; the next proof has it compared in earnest.
 */
public final class NewestBlocks {

    private final Optional<Subject> subject;
    private final long compared;
    private final Supplier<RandomGenerator> random;

    /**
     * The lowest block that was not the source's. As long as it is not, asking for more says no more; what was said of all
     * of them then stays said.
     */
    private OptionalLong astray = OptionalLong.empty();

    private String said = "";

    /**
     * Nothing is asked yet.
     *
     * @param compared up to where everything was found equal
     * @param random chooses the heights where too many have come; the same ones each time
     */
    public NewestBlocks(Watchlist.Due due, Archives archives, long compared, Supplier<RandomGenerator> random) {
        this.subject = Subject.of(due, archives)
                .filter(it -> !it.verify().skip().contains(VerificationStep.SOURCE_HASHES))
                .filter(it -> it.source().isPresent());
        this.compared = compared;
        this.random = random;
    }

    /**
     * Why the data does not count as verified yet; empty where nothing stands in the way, or nothing is compared with a
     * source. Asked again, it costs the source one block as long as the same one stands in the way.
     *
     * <p>The newest ones within the finality are compared, too: a green that has followed another branch for long lacks none
     * of the chain's blocks by number. One of these that it does not have may be in writing, and is no difference.
     *
     * @param look one that found green within the tolerance of the tip; it is compared up to there
     * @throws Unreachable where the blocks could not be read
     */
    public Optional<String> awaited(SyncProgress look) throws Unreachable {
        if (subject.isEmpty() || look.height().isEmpty() || look.tip().isEmpty()) {
            return Optional.empty();
        }
        var height = look.height().get();
        var tip = look.tip().get();
        var old = subject.get().pinned(height, tip);
        var top = Math.min(height, tip);
        return top > compared ? awaited(subject.get(), compared + 1, old, top) : Optional.empty();
    }

    private Optional<String> awaited(Subject known, long from, long old, long top) throws Unreachable {
        var source = known.source().orElseThrow();
        if (astray.isPresent()
                && astray.getAsLong() <= top
                && !differing(known, source, new TreeSet<>(Set.of(astray.getAsLong())), old)
                        .isEmpty()) {
            return Optional.of(said);
        }
        astray = OptionalLong.empty();
        var asked = Scope.of(from, from, top, known.samples(), random.get()).heights();
        var suspects = differing(known, source, asked, old);
        if (suspects.isEmpty()) {
            return Optional.empty();
        }
        // As for the others: a block that was replaced between the two readings differs only once.
        var differing = differing(known, source, suspects, old);
        if (differing.isEmpty()) {
            return Optional.empty();
        }
        astray = OptionalLong.of(differing.getFirst());
        said = "%d of the blocks that came since its proof, from %d to %d, are not the source's; they are awaited"
                .formatted(differing.size(), differing.getFirst(), differing.getLast());
        return Optional.of(said);
    }

    /** The heights that the source has and at which green has another block, or, up to where they are old, none. */
    private static SortedSet<Long> differing(Subject known, BlockSource source, SortedSet<Long> heights, long old)
            throws Unreachable {
        var expected = source.hashes(heights);
        var found = known.green().hashes(new TreeSet<>(expected.keySet()));
        var differing = Steps.differing(found, expected);
        differing.removeIf(height -> height > old && !found.containsKey(height));
        return differing;
    }
}
