package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.syncmonitor.domain.verification.RowTable.Compared;
import dev.baton.syncmonitor.domain.verification.RowTable.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the rows of two tables differ. No column's value is in it but those of the key.
 *
 * @param total how many rows are missing, additional or not the same
 * @param first the first of them by height, bounded; those of one height that no key tells apart are one entry
 */
record RowDifferences(long total, List<Difference> first) {

    static final int LISTED = 20;
    static final RowDifferences NONE = new RowDifferences(0, List.of());

    private static final String BLUE = "blue";
    private static final int LONGEST_NAME = 200;

    RowDifferences {
        first = List.copyOf(first);
    }

    /** Both sets of rows are complete for a range of heights. */
    static RowDifferences between(List<Row> green, List<Row> blue, Compared compared) {
        var mine = byIdentity(green);
        var theirs = byIdentity(blue);
        var identities = new TreeSet<>(mine.keySet());
        identities.addAll(theirs.keySet());
        var all = NONE;
        for (var identity : identities) {
            all = all.and(of(
                    identity,
                    mine.getOrDefault(identity, List.of()),
                    theirs.getOrDefault(identity, List.of()),
                    compared));
        }
        return all;
    }

    RowDifferences and(RowDifferences others) {
        if (others.total == 0) {
            return this;
        }
        var list = new ArrayList<>(first);
        others.first.stream().limit(LISTED - (long) list.size()).forEach(list::add);
        return new RowDifferences(total + others.total, list);
    }

    /** What tells a row from others; all rows of a height are alike in it where there is no key. */
    private record Identity(long height, List<Optional<String>> key) implements Comparable<Identity> {

        private static final Comparator<Optional<String>> VALUES = Comparator.comparing(
                        (Optional<String> value) -> value.isPresent())
                .thenComparing(value -> value.orElse(""));

        @Override
        public int compareTo(Identity other) {
            var order = Long.compare(height, other.height);
            // Value by value: joined text would take ("a", "bc") and ("ab", "c") for the same.
            for (var i = 0; order == 0 && i < key.size(); i++) {
                order = VALUES.compare(key.get(i), other.key.get(i));
            }
            return order;
        }
    }

    private static TreeMap<Identity, List<Row>> byIdentity(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> new Identity(row.height(), row.key()), TreeMap::new, Collectors.toList()));
    }

    private static RowDifferences of(Identity identity, List<Row> green, List<Row> blue, Compared compared) {
        var additional = without(green, blue);
        var missing = without(blue, green);
        var name = name(identity, compared);
        if (!compared.key().isEmpty() && additional.size() == 1 && missing.size() == 1) {
            var columns = differing(additional.getFirst(), missing.getFirst(), compared);
            return new RowDifferences(
                    1, List.of(new Difference(identity.height, "differs in " + columns, BLUE, "the same row", name)));
        }
        var list = new ArrayList<Difference>();
        if (!missing.isEmpty()) {
            list.add(new Difference(identity.height, "missing", BLUE, rows(missing.size()), name));
        }
        if (!additional.isEmpty()) {
            list.add(new Difference(identity.height, "additional: " + rows(additional.size()), BLUE, "none", name));
        }
        return new RowDifferences((long) missing.size() + additional.size(), list);
    }

    /** Each row of the one takes away one of the other that is the same. */
    private static List<Row> without(List<Row> rows, List<Row> others) {
        var counts = others.stream().collect(Collectors.groupingBy(Row::others, Collectors.counting()));
        var left = new ArrayList<Row>();
        for (var row : rows) {
            if (counts.merge(row.others(), -1L, Long::sum) < 0) {
                left.add(row);
            }
        }
        return left;
    }

    private static String differing(Row one, Row other, Compared compared) {
        return IntStream.range(0, compared.others().size())
                .filter(i -> !Objects.equals(one.others().get(i), other.others().get(i)))
                .mapToObj(compared.others()::get)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> name(Identity identity, Compared compared) {
        if (compared.key().isEmpty()) {
            return Optional.empty();
        }
        var name = IntStream.range(0, compared.key().size())
                .mapToObj(i -> compared.key().get(i) + "=" + identity.key.get(i).orElse("NULL"))
                .collect(Collectors.joining(", "));
        return Optional.of(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name);
    }

    private static String rows(int count) {
        return count == 1 ? "one row" : count + " rows";
    }
}
