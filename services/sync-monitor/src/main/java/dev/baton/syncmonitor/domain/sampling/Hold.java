package dev.baton.syncmonitor.domain.sampling;

import dev.baton.syncmonitor.domain.sampling.AgreedTip.Agreement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tip below which nothing is decided, because blocks were replaced that the instance may still have. A verification
 * leaves out the newest blocks, so what was replaced must lie deeper than those.
 *
 * @param below that tip, in blocks; 0 where nothing was replaced
 * @param since when blocks were last seen to be replaced; empty where they never were
 */
public record Hold(long below, Optional<Instant> since) {

    /** Nothing was replaced. */
    static final Hold NONE = new Hold(0, Optional.empty());

    /** As many of the newest blocks as a verification leaves out. */
    private static final long YOUNG = 2;

    /**
     * After a look. What lies deep already is no matter, nor is what only one of several sources told.
     *
     * @param contradicted the instance's height where the sources contradict its block
     * @param unknown takes why nothing can be decided
     */
    Hold after(Agreement agreement, Optional<Long> contradicted, Optional<Long> tip, Instant at, List<String> unknown) {
        var before = loosened(agreement);
        var held = before;
        if (contradicted.isPresent()) {
            unknown.add("tip: the sources have gone on and do not tell block " + contradicted.get()
                    + ", which the instance has had for long");
            held = held.raised(contradicted.get() + YOUNG, at);
        }
        var attested = agreement.next().attested();
        for (var replaced : agreement.replaced()) {
            var deep = Math.min(replaced.height(), attested) + YOUNG;
            if (tip.isEmpty() || tip.get() < deep) {
                unknown.add("tip: " + replaced.source() + " has replaced blocks that it told");
                held = held.raised(deep, at);
            }
        }
        if (held == before && tip.isPresent() && tip.get() < held.below) {
            unknown.add("tip: blocks were replaced; nothing is decided below " + held.below);
        }
        return held;
    }

    private Hold raised(long to, Instant at) {
        return new Hold(Math.max(below, to), Optional.of(at));
    }

    /**
     * Without what was never there: a source that tells too much may tell that it was replaced. A majority that has gone on
     * a block's time later tells a block that was made since then. A chain that lost its highest block has that height again
     * by then, so what was replaced stood no higher.
     */
    private Hold loosened(Agreement agreement) {
        return since.flatMap(raised -> agreement.next().interval().map(raised::plus))
                .flatMap(agreement::reachedSince)
                .filter(head -> head + YOUNG < below)
                .map(head -> new Hold(head + YOUNG, since))
                .orElse(this);
    }
}
