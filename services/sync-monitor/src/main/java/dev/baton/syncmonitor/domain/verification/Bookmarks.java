package dev.baton.syncmonitor.domain.verification;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Up to which height the rows of each table were found equal, so that an attempt that broke off goes on from there. They
 * hold for one green, one blue, and one stretch of unbroken readiness; whoever keeps them begins anew with another.
 */
public final class Bookmarks {

    private final Map<String, Bookmark> tables;
    private final Consumer<Map<String, Bookmark>> moved;

    /** None yet, and nobody keeps them. */
    public Bookmarks() {
        this(Map.of(), _ -> {});
    }

    /**
     * @param kept those of an earlier attempt, by table
     * @param moved is told all of them whenever one has moved
     */
    public Bookmarks(Map<String, Bookmark> kept, Consumer<Map<String, Bookmark>> moved) {
        this.tables = new ConcurrentHashMap<>(kept);
        this.moved = moved;
    }

    /**
     * How far one table is.
     *
     * @param columns which of them were compared, in order; with others it counts for nothing
     * @param height up to which no row differed
     */
    public record Bookmark(List<String> columns, long height) {
        public Bookmark {
            columns = List.copyOf(columns);
        }
    }

    /** Of each table the one that is further. */
    public static Map<String, Bookmark> further(Map<String, Bookmark> some, Map<String, Bookmark> others) {
        var furthest = new HashMap<>(some);
        others.forEach((table, bookmark) ->
                furthest.merge(table, bookmark, (one, other) -> one.height() < other.height() ? other : one));
        return Map.copyOf(furthest);
    }

    /** All of them, by table. */
    public Map<String, Bookmark> all() {
        return Map.copyOf(tables);
    }

    Optional<Long> equalUpTo(String table, List<String> columns) {
        return Optional.ofNullable(tables.get(table))
                .filter(bookmark -> bookmark.columns().equals(columns))
                .map(Bookmark::height);
    }

    void put(String table, List<String> columns, long height) {
        tables.put(table, new Bookmark(columns, height));
        moved.accept(all());
    }
}
