package dev.baton.syncmonitor.topology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which of many is to be looked at when, so that nobody looks at all of them each second. An entry stays where it is while
 * its time only moves away, as each sample does with it; who finds it early enters it anew.
 */
final class Agenda {

    private final Map<String, Instant> entered = new HashMap<>();
    private final TreeSet<Entry> entries =
            new TreeSet<>(Comparator.comparing(Entry::when).thenComparing(Entry::key));

    private record Entry(Instant when, String key) {}

    /** It is to be looked at then, or earlier where that was entered before; where empty, nothing is entered. */
    void enter(String key, Optional<Instant> when) {
        when.filter(time -> !entered.containsKey(key) || time.isBefore(entered.get(key)))
                .ifPresent(time -> {
                    strike(key);
                    entered.put(key, time);
                    entries.add(new Entry(time, key));
                });
    }

    /** It is not to be looked at. */
    void strike(String key) {
        var time = entered.remove(key);
        if (time != null) {
            entries.remove(new Entry(time, key));
        }
    }

    /** Strikes those whose time has come, and names them. */
    List<String> due(Instant now) {
        var due = new ArrayList<String>();
        while (!entries.isEmpty() && !entries.first().when().isAfter(now)) {
            var key = entries.first().key();
            strike(key);
            due.add(key);
        }
        return due;
    }

    /** Strikes all. */
    void clear() {
        entered.clear();
        entries.clear();
    }
}
