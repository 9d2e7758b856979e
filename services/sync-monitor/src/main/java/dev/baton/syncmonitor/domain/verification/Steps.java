package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The steps of a verification. */
final class Steps {

    /** All of them, cheap ones first. */
    static final List<Step> IN_ORDER =
            List.of(Steps::identity, Steps::gaps, Steps::range, Steps::hashesOfSource, Steps::hashesOfBlue);

    private static final String SOURCE = "source";
    private static final String BLUE = "blue";
    private static final String MISSING = "missing";
    private static final String NO_SOURCE = "no source is known that tells blocks (verify.source)";
    private static final String NO_BLUE = "nothing serves yet whose blocks could be read";
    private static final int LISTED = 20;

    private Steps() {}

    /** Reads the hashes at some heights; heights that it does not have are absent. */
    @FunctionalInterface
    private interface Hashes {
        Map<Long, BlockHash> at(SortedSet<Long> heights) throws Unreachable;
    }

    /** The source is the chain that the descriptor names. */
    private static Finding identity(Subject subject, Scope scope) throws Unreachable {
        var wanted = subject.verify().chainId();
        if (wanted.isEmpty() || subject.source().isEmpty()) {
            return new Finding.LeftOut(
                    "chain id: " + (wanted.isEmpty() ? "the descriptor names none (verify.chainId)" : NO_SOURCE));
        }
        var found = subject.source().get().chainId();
        var difference = new Difference(scope.lowest(), "chain " + wanted.get(), SOURCE, "chain " + found);
        return found.equals(wanted.get())
                ? new Finding.Equal(new Check("identity", SOURCE, 1))
                : new Finding.Differs("identity", 1, List.of(difference));
    }

    /** Every height is there exactly once. */
    private static Finding gaps(Subject subject, Scope scope) throws Unreachable {
        var faults = subject.green().faults(scope.from(), scope.pinned());
        if (faults.total() == 0) {
            return new Finding.Equal(new Check("gaps", "itself", scope.pinned() - scope.from() + 1));
        }
        var first = faults.first().stream()
                .map(fault -> new Difference(
                        fault.height(),
                        fault.blocks() == 0 ? MISSING : fault.blocks() + " blocks",
                        "itself",
                        "one block"))
                .toList();
        return new Finding.Differs("gaps", faults.total(), first);
    }

    /** Green begins no later than blue: a green that holds only the newest blocks has no gap either. */
    private static Finding range(Subject subject, Scope scope) throws Unreachable {
        if (subject.blue().isEmpty()) {
            return new Finding.LeftOut("range against blue: " + NO_BLUE);
        }
        var blue = subject.blue().get().extent();
        if (blue.isEmpty()) {
            return new Finding.LeftOut("range against blue: blue has no block");
        }
        var lowest = blue.get().lowest();
        return lowest >= scope.lowest()
                ? new Finding.Equal(new Check("range", BLUE, 1))
                : new Finding.Differs(
                        "range",
                        scope.lowest() - lowest,
                        List.of(new Difference(lowest, MISSING, BLUE, "its lowest block")));
    }

    private static Finding hashesOfSource(Subject subject, Scope scope) throws Unreachable {
        if (subject.source().isEmpty()) {
            return new Finding.LeftOut("hashes against the source: " + NO_SOURCE);
        }
        return hashes(subject, scope, SOURCE, subject.source().get()::hashes);
    }

    private static Finding hashesOfBlue(Subject subject, Scope scope) throws Unreachable {
        if (subject.blue().isEmpty()) {
            return new Finding.LeftOut("hashes against blue: " + NO_BLUE);
        }
        return hashes(subject, scope, BLUE, subject.blue().get()::hashes);
    }

    /** Compares at the heights that the other side has. */
    private static Finding hashes(Subject subject, Scope scope, String against, Hashes other) throws Unreachable {
        var expected = other.at(scope.heights());
        if (expected.isEmpty()) {
            return new Finding.LeftOut(
                    "hashes against " + against + ": it has none of the heights up to " + scope.pinned());
        }
        var suspects = differing(subject.green().hashes(new TreeSet<>(expected.keySet())), expected);
        if (!suspects.isEmpty()) {
            // A reorganisation between the two readings looks like a difference. What is one differs a second time.
            var again = other.at(suspects);
            var found = subject.green().hashes(suspects);
            var differing = differing(found, again);
            if (!differing.isEmpty()) {
                return new Finding.Differs("hashes", differing.size(), listed(differing, found, again, against));
            }
        }
        return new Finding.Equal(new Check("hashes", against, expected.size()));
    }

    private static SortedSet<Long> differing(Map<Long, BlockHash> green, Map<Long, BlockHash> expected) {
        var heights = new TreeSet<Long>();
        expected.forEach((height, hash) -> {
            if (!hash.equals(green.get(height))) {
                heights.add(height);
            }
        });
        return heights;
    }

    private static List<Difference> listed(
            SortedSet<Long> heights, Map<Long, BlockHash> green, Map<Long, BlockHash> expected, String against) {
        var list = new ArrayList<Difference>();
        for (var height : heights.stream().limit(LISTED).toList()) {
            var mine = green.get(height);
            var theirs = expected.get(height);
            list.add(new Difference(
                    height, mine == null ? MISSING : mine.value(), against, theirs == null ? MISSING : theirs.value()));
        }
        return list;
    }
}
