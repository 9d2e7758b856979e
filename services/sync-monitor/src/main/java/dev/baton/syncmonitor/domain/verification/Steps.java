package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerificationStep;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The steps of a verification. */
final class Steps {

    static final String NO_SOURCE = "no source is known that tells blocks (verify.source)";

    /** All of them, cheap ones first. */
    static final SortedMap<VerificationStep, Step> IN_ORDER = new TreeMap<>(Map.of(
            VerificationStep.IDENTITY,
            (subject, scope, _) -> new IdentityStep(subject, scope).findings(),
            VerificationStep.GAPS,
            (subject, scope, course) -> new GapStep(subject, scope, course).findings(),
            VerificationStep.RANGE,
            (subject, scope, _) -> List.of(range(subject, scope)),
            VerificationStep.SOURCE_HASHES,
            Steps::hashesOfSource,
            VerificationStep.BLUE_HASHES,
            Steps::hashesOfBlue,
            VerificationStep.TABLES,
            (subject, scope, course) -> new TableStep(subject, scope, course).findings(),
            VerificationStep.QUERIES,
            (subject, scope, course) -> new QueryStep(subject, scope, course).findings()));

    private static final String SOURCE = "source";
    private static final String BLUE = "blue";
    static final String MISSING = "missing";
    private static final String NO_BLUE = "nothing serves yet whose blocks could be read";
    private static final int LISTED = 20;

    private Steps() {}

    /** Reads the hashes at some heights; heights that it does not have are absent. */
    @FunctionalInterface
    private interface Hashes {
        Map<Long, BlockHash> at(SortedSet<Long> heights) throws Unreachable;
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

    private static List<Finding> hashesOfSource(Subject subject, Scope scope, Course course) throws Unreachable {
        if (subject.source().isEmpty()) {
            return List.of(new Finding.LeftOut("hashes against the source: " + NO_SOURCE));
        }
        course.tell("hashes", SOURCE, 0, Optional.of((long) scope.heights().size()));
        return List.of(hashes(subject, scope, SOURCE, subject.source().get()::hashes));
    }

    private static List<Finding> hashesOfBlue(Subject subject, Scope scope, Course course) throws Unreachable {
        if (subject.blue().isEmpty()) {
            return List.of(new Finding.LeftOut("hashes against blue: " + NO_BLUE));
        }
        course.tell("hashes", BLUE, 0, Optional.of((long) scope.heights().size()));
        return List.of(hashes(subject, scope, BLUE, subject.blue().get()::hashes));
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

    /** The heights at which green does not have what is expected. */
    static SortedSet<Long> differing(Map<Long, BlockHash> green, Map<Long, BlockHash> expected) {
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
