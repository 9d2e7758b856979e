package dev.baton.bench.readiness;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.bench.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The sum of many trials. */
final class Tally {

    /** What was found in one world. */
    private record Finding(long seed, String what) {
        private String told() {
            return "world " + seed + ": " + what + " (alone: --seed " + seed + " --traces 1 --tell)";
        }
    }

    private final List<Finding> findings = new ArrayList<>();
    private long traces;
    private long readyTraces;
    private long said;
    private long wrong;
    private long unknowable;
    private long turned;
    private long refused;
    private long mismatches;
    private long wrongByLog;
    private long wrongByHeight;

    /** One more. */
    void add(long seed, Verdict verdict) {
        traces++;
        readyTraces += verdict.ready() > 0 ? 1 : 0;
        said += verdict.ready();
        wrong += verdict.wrong();
        unknowable += verdict.unknowable();
        turned += verdict.turned();
        refused += verdict.refused();
        mismatches += verdict.mismatches();
        wrongByLog += verdict.wrongByLog() ? 1 : 0;
        wrongByHeight += verdict.wrongByHeight() ? 1 : 0;
        if (verdict.wrong() > 0) {
            findings.add(new Finding(seed, verdict.wrong() + " times ready and was not"));
        }
        verdict.reason().ifPresent(reason -> findings.add(new Finding(seed, "ready and refused: " + reason)));
    }

    /** Another part of the same measurement. */
    void add(Tally other) {
        traces += other.traces;
        readyTraces += other.readyTraces;
        said += other.said;
        wrong += other.wrong;
        unknowable += other.unknowable;
        turned += other.turned;
        refused += other.refused;
        mismatches += other.mismatches;
        wrongByLog += other.wrongByLog;
        wrongByHeight += other.wrongByHeight;
        findings.addAll(other.findings);
    }

    long traces() {
        return traces;
    }

    long wrong() {
        return wrong;
    }

    long refused() {
        return refused;
    }

    /** Every world in which something was wrong or refused, by seed. */
    List<String> findings() {
        return findings.stream()
                .sorted(Comparator.comparingLong(Finding::seed))
                .map(Finding::told)
                .toList();
    }

    Figures figures(long firstSeed, double seconds) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(format(
                "%,d traces in %.1f s (%.0f a second), from seed %d", traces, seconds, traces / seconds, firstSeed));
        lines.add(format("%-70s %,12d", "ready said to what was not ready", wrong));
        lines.add(format("%-70s %,12d", "ready greens refused for longer than stability time + 2 intervals", refused));
        lines.add(
                format("%-70s %,12d", "not true, where no source had ever been seen to follow the chain", unknowable));
        lines.add(format("%-70s %,12d", "traces in which ready was said", readyTraces));
        lines.add(format("%-70s %,12d", "times that ready was said, renewals included", said));
        lines.add(format("%-70s %,12d", "  of them true at the look and over when its sample had arrived", turned));
        lines.add(format("%-70s %,12d", "candidates whose data the verification refused", mismatches));
        lines.add(format("%-70s %,12d", "the predecessor's wrong switches: its log line", wrongByLog));
        lines.add(format("%-70s %,12d", "the predecessor's wrong switches: maximum height, one source", wrongByHeight));
        lines.addAll(findings());
        var tree = JsonMapper.builder().build().createObjectNode();
        tree.put("measurement", "readiness-traces");
        tree.put("traces", traces);
        tree.put("wrongSwitches", wrong);
        tree.put("refusedReady", refused);
        tree.put("predecessorWrongSwitches", wrongByLog);
        tree.put("predecessorWrongSwitchesByHeight", wrongByHeight);
        tree.put("readyTraces", readyTraces);
        tree.put("readySaid", said);
        tree.put("unknowable", unknowable);
        tree.put("overWhenSaid", turned);
        tree.put("refusedData", mismatches);
        tree.put("seed", firstSeed);
        tree.put("seconds", Math.round(seconds * 10) / 10.0);
        findings().forEach(tree.putArray("findings")::add);
        return new Figures(lines, tree, wrong == 0 && refused == 0);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
