package dev.baton.bench.readiness;

import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncStalled;
import dev.baton.model.ReadinessCertificate;
import dev.baton.syncmonitor.domain.readiness.Phase;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import dev.baton.syncmonitor.topology.Watch;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Plays one world to the sampler's and the topology's own code, and compares what they say with the truth. */
final class Trial {

    /** As many of the newest blocks as a verification leaves out. */
    static final long FINALITY = 2;

    private final World world;
    private final Delivery delivery;
    private final Plainness plainness;
    private final Acquaintance acquaintance;
    private final Predecessor predecessor;
    private final Observer observer;
    private final Optional<Chronicle> chronicle;
    private final Verdict verdict = new Verdict();

    private Readiness readiness;
    private Watch watch;
    private Optional<ReadinessCertificate> unverified = Optional.empty();
    private boolean ended;
    private boolean reported;

    Trial(long seed) {
        this(seed, Optional.empty());
    }

    /**
     * A trial of which each step is told.
     *
     * @param told takes one line after the other; nothing is told where empty
     */
    Trial(long seed, Optional<Consumer<String>> told) {
        world = new World(seed);
        chronicle = told.map(lines -> new Chronicle(world, lines));
        var random = new SplittableRandom(~seed);
        delivery = new Delivery(world.circumstances(), random);
        plainness = new Plainness(world);
        acquaintance = new Acquaintance(world);
        predecessor = new Predecessor(world);
        observer = new Observer(world, random);
        var start = world.decider().at(0);
        readiness = Readiness.watching(world.circumstances().terms(), Phase.SYNCING, start, start);
        watch = Watch.from(start);
    }

    /** From beginning to end. */
    Verdict run() {
        var ticks = world.circumstances().ticks();
        for (var tick = 0; tick < ticks; tick++) {
            plainness.pass(tick);
            if (observer.isDue(tick)) {
                look(tick);
            }
            for (var parcel : delivery.arrived(tick)) {
                take(parcel, tick);
            }
            if (tick % Circumstances.SECOND == 0) {
                watch = watch.at(world.decider().at(tick));
                keep(readiness.tick(watch.last(), watch.since()), tick);
            }
        }
        verdict.predecessor(predecessor);
        return verdict;
    }

    private void look(int tick) {
        var sample = observer.look(tick);
        var tipsAt = observer.tipsAt();
        var takes = delivery.send(tick, sample);
        plainness.look(tick, tipsAt, takes);
        acquaintance.look(tipsAt);
        predecessor.look(tick, tipsAt);
        chronicle.ifPresent(book -> book.looked(tick, tipsAt, sample, plainness.isSeen()));
        unverified.ifPresent(proof -> verify(proof, tick));
    }

    private void take(Delivery.Parcel parcel, int tick) {
        plainness.arrived(parcel.lookedAt(), tick);
        keep(readiness.decide(parcel.sample(), world.decider().at(tick)), tick);
        unverified.ifPresent(proof -> verify(proof, tick));
        if (!plainness.overdue(parcel.lookedAt())) {
            reported = false;
        } else if (!ended && !isReady() && !reported) {
            reported = true;
            verdict.refused(readiness.obstacle());
            chronicle.ifPresent(book -> book.happened(tick, "refused: " + readiness.obstacle()));
        }
    }

    private boolean isReady() {
        return readiness.phase() == Phase.VERIFIED && readiness.proof().isPresent();
    }

    private void keep(Readiness.Decision decision, int tick) {
        readiness = decision.next();
        decision.event().ifPresent(event -> happened(event, tick));
    }

    private void happened(LifecycleEvent event, int tick) {
        chronicle.ifPresent(book -> book.decided(tick, event));
        switch (event) {
            case SyncComplete complete when !ended -> verify(complete.certificate(), tick);
            case ReadinessLost _ -> {
                unverified = Optional.empty();
                readiness = readiness.in(Phase.SYNCING);
            }
            case SyncStalled _ -> {
                unverified = Optional.empty();
                ended = true;
            }
            case LifecycleEvent _ -> {
                // Nothing else is decided here.
            }
        }
    }

    /**
     * The verification that a proof calls for: gaps, and the blocks against a node. What is missing among the newest that
     * it leaves out is awaited, and so is that the sampler's last look finds green within the tolerance, and that no block
     * differs up to the newest that both have in that look. What is said then rests on that look.
     */
    private void verify(ReadinessCertificate proof, int tick) {
        if (world.green().sound(tick) < pinned(proof.height(), proof.tip())) {
            ended = true;
            unverified = Optional.empty();
            verdict.mismatch();
            chronicle.ifPresent(book -> book.happened(tick, "the verification refuses the data"));
            return;
        }
        unverified = Optional.of(proof).filter(_ -> !world.green().complete(tick) || !isSoundUpToLastLook(tick));
        if (unverified.isPresent()) {
            return;
        }
        readiness = readiness.in(Phase.VERIFIED);
        var trueThen = world.ready(observer.lookedAt());
        // The data was read now; that green is up was seen at the look.
        var trueNow = world.isCaughtUp(tick)
                && (world.green().healthy(tick) || world.green().healthy(observer.lookedAt()));
        verdict.ready(trueThen, trueNow, acquaintance.isMade());
        chronicle.ifPresent(
                book -> book.happened(tick, trueThen || trueNow ? "said to be ready" : "said to be ready, and is not"));
    }

    private boolean isSoundUpToLastLook(int tick) {
        return observer.within()
                .map(look -> Math.min(look.height().orElseThrow(), look.tip().orElseThrow()))
                .filter(newest -> world.green().sound(tick) >= newest)
                .isPresent();
    }

    private static long pinned(long height, long tip) {
        return Math.min(height, tip - FINALITY);
    }
}
