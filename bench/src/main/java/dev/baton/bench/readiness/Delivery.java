package dev.baton.bench.readiness;

import dev.baton.events.SyncProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** The way from who samples to who decides: loses, doubles and delays. */
final class Delivery {

    private static final int LATEST = 20 * Circumstances.SECOND;

    /**
     * A sample on its way.
     *
     * @param lookedAt the tick at which it was taken
     * @param at the tick of its arrival
     */
    record Parcel(int lookedAt, int at, int number, SyncProgress sample) {}

    private final PriorityQueue<Parcel> under =
            new PriorityQueue<>(Comparator.comparingInt(Parcel::at).thenComparingInt(Parcel::number));
    private final SplittableRandom random;
    private final double lost;
    private final double late;
    private final double doubled;
    private final Span cut;
    private final Span slow;
    private final int slowBy;
    private int sent;

    Delivery(Circumstances world, SplittableRandom random) {
        this.random = random;
        lost = random.nextInt(3) == 0 ? random.nextDouble(0.1) : 0;
        late = random.nextInt(3) == 0 ? random.nextDouble(0.1) : 0;
        doubled = random.nextInt(3) == 0 ? random.nextDouble(0.2) : 0;
        cut = new Span(world.ticks(), 0.1, 30 * Circumstances.SECOND, random);
        slow = new Span(world.ticks(), 0.1, 30 * Circumstances.SECOND, random);
        slowBy = random.nextInt(15 * Circumstances.SECOND);
    }

    /** Takes a sample on; answers after how many ticks it arrives first, or nothing where it never does. */
    Optional<Integer> send(int tick, SyncProgress sample) {
        if (cut.holds(tick) || random.nextDouble() < lost) {
            return Optional.empty();
        }
        var takes = random.nextInt(3)
                + (slow.holds(tick) ? slowBy : 0)
                + (random.nextDouble() < late ? random.nextInt(LATEST) : 0);
        under.add(new Parcel(tick, tick + takes, sent++, sample));
        if (random.nextDouble() < doubled) {
            under.add(new Parcel(tick, tick + takes + random.nextInt(LATEST), sent++, sample));
        }
        return Optional.of(takes);
    }

    /** What has arrived by now. */
    List<Parcel> arrived(int tick) {
        if (under.isEmpty() || under.peek().at() > tick) {
            return List.of();
        }
        var here = new ArrayList<Parcel>();
        while (!under.isEmpty() && under.peek().at() <= tick) {
            here.add(under.remove());
        }
        return here;
    }
}
