package dev.baton.bench.readiness;

import dev.baton.bench.readiness.Chain.Reorganisation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One world from beginning to end, with what was really true in it. Generated from its seed alone: nothing here knows how
 * readiness is decided.
 */
final class World {

    private static final double SHARE_WITH_OUTAGE = 0.25;
    private static final Duration SMALL_DIFFERENCE = Duration.ofSeconds(3);
    private static final int LONGEST_OUTAGE = 80 * Circumstances.SECOND;

    private final Circumstances circumstances;
    private final Chain chain;
    private final List<Node> sources;
    private final Green green;
    private final Clock sampler;
    private final Clock decider;
    private final int samplerStartsAgainAt;
    private final Remains remains;

    /** What a sampler that starts again finds of what it had kept. */
    enum Remains {
        /** It was stopped in order, and kept all. */
        ALL,
        /** It died, and finds what it kept while it ran. */
        SOME,
        /** Its disk is another one. */
        NOTHING
    }

    World(long seed) {
        var random = new SplittableRandom(seed);
        circumstances = Circumstances.any(random);
        chain = new Chain(circumstances, random);
        var outage = random.nextInt(12) == 0
                ? Span.between(-1, random.nextInt(2 * circumstances.ticks()))
                : new Span(circumstances.ticks(), SHARE_WITH_OUTAGE, LONGEST_OUTAGE, random);
        sources = new ArrayList<>();
        for (var source = 0; source < circumstances.sources(); source++) {
            sources.add(new Node(circumstances, chain, source < circumstances.liars(), outage, random));
        }
        var ofItsOwn = random.nextInt(5) < 2;
        var feed = ofItsOwn
                ? new Node(circumstances, chain, false, random.nextBoolean() ? outage : Span.never(), random)
                : sources.get(random.nextInt(sources.size()));
        green = new Green(circumstances, chain, feed, random);
        sampler = new Clock(circumstances, 0, random);
        decider = random.nextInt(10) < 7 ? sampler : new Clock(circumstances, 2_000, random);
        samplerStartsAgainAt = random.nextInt(10) == 0 ? random.nextInt(circumstances.ticks()) : -1;
        var fate = random.nextInt(8);
        remains = fate == 0 ? Remains.NOTHING : fate < 4 ? Remains.SOME : Remains.ALL;
    }

    Circumstances circumstances() {
        return circumstances;
    }

    Chain chain() {
        return chain;
    }

    List<Node> sources() {
        return sources;
    }

    Green green() {
        return green;
    }

    /** The clock of who takes the samples. */
    Clock sampler() {
        return sampler;
    }

    /** The clock of who decides. */
    Clock decider() {
        return decider;
    }

    /** Whether the clocks of who samples and who decides are about the same. */
    boolean clocksAgree(int tick) {
        return Duration.between(sampler.at(tick), decider.at(tick)).abs().compareTo(SMALL_DIFFERENCE) <= 0;
    }

    /** Whether a chain that has made no block for that many ticks pauses, or somebody stands still: two blocks and a half. */
    boolean isLate(int ticks) {
        return 2 * ticks > 5 * circumstances.blockTicks();
    }

    boolean samplerStartsAgain(int tick) {
        return tick == samplerStartsAgainAt;
    }

    /** What it finds then. */
    Remains remains() {
        return remains;
    }

    /**
     * Whether green could serve: it is up, and has the chain as it was known everywhere before the time of doubt.
     *
     * <p>That a block was replaced is news of the chain as the next block is. While no source has told it, whoever looks
     * sees what is to be seen in the world in which it never was, where the chain pauses, and green with its old blocks is
     * ready. As with blocks, that is no excuse for longer than the time of doubt; nor where one source alone has told it.
     */
    boolean ready(int tick) {
        return green.healthy(tick) && isCaughtUp(tick);
    }

    /** Whether green has the chain, up or not: what a verification reads. */
    boolean isCaughtUp(int tick) {
        var known = chain.head(tick - circumstances.doubt());
        return known - green.sound(tick, turn -> isKnowable(turn, tick))
                <= circumstances.terms().tolerance();
    }

    private boolean isKnowable(Reorganisation turn, int tick) {
        return tick - turn.tick() >= circumstances.doubt()
                || sources.stream().anyMatch(source -> source.hasTold(turn.tick(), tick));
    }

    /** Whether green has the chain's blocks of that tick, without any doubt in its favour. */
    boolean within(int tick, int of) {
        return chain.head(of) - green.sound(tick) <= circumstances.terms().tolerance();
    }

    /** Whether most of the sources follow the chain. */
    boolean mostFollow(int tick) {
        var following = 0;
        for (var source : sources) {
            following += source.follows(tick) ? 1 : 0;
        }
        return following > sources.size() / 2;
    }
}
