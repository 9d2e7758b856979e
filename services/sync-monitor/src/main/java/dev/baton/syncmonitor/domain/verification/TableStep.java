package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerifiedTable;
import dev.baton.model.Verification;
import dev.baton.model.Verification.Check;
import dev.baton.syncmonitor.domain.verification.RowTable.Compared;
import dev.baton.syncmonitor.domain.verification.RowTable.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares the rows of the descriptor's tables with those of the instance that serves. */
final class TableStep {

    private static final String BLUE = "blue";

    private final Subject subject;
    private final Scope scope;
    private final Course course;

    TableStep(Subject subject, Scope scope, Course course) {
        this.subject = subject;
        this.scope = scope;
        this.course = course;
    }

    /** Every table, until one differs. */
    List<Finding> findings() throws Unreachable {
        var findings = new ArrayList<Finding>();
        for (var table : subject.verify().tables()) {
            findings.addAll(compare(table));
            if (findings.getLast() instanceof Finding.Differs) {
                break;
            }
        }
        return findings;
    }

    private List<Finding> compare(VerifiedTable table) throws Unreachable {
        var name = "table " + table.name();
        if (subject.due().blue().isEmpty()) {
            return List.of(new Finding.LeftOut(name + ": nothing serves yet whose rows could be read"));
        }
        var other = subject.tableOfBlue(table.name());
        if (other.isEmpty()) {
            return List.of(new Finding.LeftOut(name + ": blue has no table of that name"));
        }
        var top = subject.sharedTop(scope.pinned());
        if (top < scope.lowest()) {
            return List.of(new Finding.LeftOut(name + ": blue has no block from " + scope.lowest() + " on"));
        }
        try (var green = subject.tableOfGreen(table);
                var blue = other.get()) {
            return compare(table, green, blue, top);
        }
    }

    private List<Finding> compare(VerifiedTable table, RowTable green, RowTable blue, long top) throws Unreachable {
        var name = "table " + table.name();
        var mine = green.columns();
        var theirs = blue.columns();
        var key = new ArrayList<>(table.key());
        key.remove("height");
        for (var column : key) {
            if (!mine.contains(column)) {
                throw new Unreachable("verify.tables, " + table.name() + ": the query (rows) has no column " + column
                        + ", which is in key");
            }
            if (!theirs.contains(column)) {
                return List.of(new Finding.LeftOut(name + ": blue has no column " + column + ", which is in key"));
            }
        }
        var shared = new TreeSet<>(mine);
        shared.retainAll(theirs);
        shared.removeAll(table.ignore());
        shared.removeAll(key);
        var compared =
                new Compared(key, List.copyOf(shared), green.fingerprint().equals(blue.fingerprint()));

        var columns = columns(compared);
        var from = from(table, columns);
        var lowest = Math.min(0, scope.lowest());
        var upTo = top < scope.pinned() ? name + " up to " + top : name;
        var told = name + slowness(green, blue, new Span(lowest, top));
        course.tell(told, BLUE, Math.max(0, from - lowest), Optional.of(top - lowest + 1));
        var comparison = new RowComparison(green, blue, compared, top, course);
        comparison.run(from, scope.lowest(), height -> {
            course.bookmarks().put(table.name(), columns, height);
            course.tell(told, BLUE, height - lowest + 1, Optional.of(top - lowest + 1));
        });
        var found = comparison.found();
        if (found.total() > 0) {
            return List.of(new Finding.Differs(upTo, found.total(), found.first()));
        }
        var findings = new ArrayList<Finding>();
        findings.add(new Finding.Equal(new Check(upTo, BLUE, comparison.rows())));
        if (from > lowest) {
            findings.add(new Finding.LeftOut(name + " below " + from + ": found equal before"));
        }
        if (top < scope.pinned()) {
            findings.add(new Finding.LeftOut(name + " above " + top + ": blue is not further"));
        }
        var left = new TreeSet<>(mine);
        left.addAll(theirs);
        left.removeAll(shared);
        left.removeAll(key);
        left.forEach(column -> findings.add(new Finding.LeftOut(
                name + ", column " + column + ": " + reason(column, table, mine.contains(column)))));
        return findings;
    }

    /** Why it takes so long, for people who watch it. */
    private static String slowness(RowTable green, RowTable blue, Span span) throws Unreachable {
        var slow = new ArrayList<String>();
        if (!green.seeks(span)) {
            slow.add("green");
        }
        if (!blue.seeks(span)) {
            slow.add(BLUE);
        }
        return slow.isEmpty()
                ? ""
                : " (slow: each piece reads all rows of " + String.join(" and ", slow) + "; no index on the height)";
    }

    /** What was compared of a row: what was found equal says nothing about other columns. */
    private static List<String> columns(Compared compared) {
        return Stream.concat(compared.key().stream(), compared.others().stream())
                .sorted()
                .toList();
    }

    private static String reason(String column, VerifiedTable table, boolean ofGreen) {
        if (table.ignore().contains(column)) {
            return "the descriptor ignores it";
        }
        return ofGreen ? "blue does not have it" : "green does not have it";
    }

    /** Above what was found equal: by an attempt that broke off, or by the verification that this one renews. */
    private long from(VerifiedTable table, List<String> columns) {
        var earlier = subject.due()
                .before()
                .filter(before ->
                        before.checks().stream().anyMatch(check -> check.name().equals("table " + table.name())))
                .map(Verification::pinnedHeight);
        var kept = course.bookmarks().equalUpTo(table.name(), columns);
        var lowest = Math.min(0, scope.lowest());
        return Math.max(lowest, Math.max(earlier.orElse(lowest - 1), kept.orElse(lowest - 1)) + 1);
    }
}
