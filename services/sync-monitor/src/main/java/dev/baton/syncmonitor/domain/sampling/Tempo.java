package dev.baton.syncmonitor.domain.sampling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;

/**
 * How often the chain makes a block, by all its sources together.
 *
 * @param interval the usual time from block to block; empty where it is not known
 * @param settled whether it was learned from enough blocks, or told; of a few each may have been late
 */
public record Tempo(Optional<Duration> interval, boolean settled) {

    /** Nothing was learned. */
    static final Tempo UNKNOWN = new Tempo(Optional.empty(), false);

    /**
     * The median of the sources' own, of settled ones if there are any. One that was settled stays until another one is: all
     * tell of one chain. Else it takes a majority to know one, or the first ones, for a minority may lie.
     */
    Tempo after(Collection<TipSource> sources) {
        var known = sources.stream().anyMatch(source -> source.pace().settled());
        if (settled && !known) {
            return this;
        }
        var intervals = new ArrayList<Duration>();
        for (var source : sources) {
            if (source.pace().settled() == known) {
                source.pace().interval().ifPresent(intervals::add);
            }
        }
        if (intervals.isEmpty()) {
            return UNKNOWN;
        }
        var isOfMinority = !known && 2 * intervals.size() <= sources.size();
        if (isOfMinority && interval.isPresent()) {
            return this;
        }
        Collections.sort(intervals);
        return new Tempo(Optional.of(intervals.get(intervals.size() / 2)), known);
    }
}
