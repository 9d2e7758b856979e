package dev.baton.bench.readiness;

import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import dev.baton.syncmonitor.domain.sampling.Look;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.sampling.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** Looks at a world as the probes would, and lets the sampler's own code make samples of it, at the times that it chooses. */
final class Observer {

    private static final int SLOWEST_ANSWER = 3;

    private final World world;
    private final SplittableRandom random;
    private final int[] knewAsOf;
    private final long[] said;

    private Series series = Series.START;
    private Series kept = Series.START;
    private Optional<SyncProgress> last = Optional.empty();
    private int next;
    private int tipsAt;
    private int lookedAt;

    Observer(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        next = random.nextInt(Circumstances.SECOND);
        knewAsOf = new int[world.sources().size()];
        said = new long[world.sources().size()];
        Arrays.fill(said, Node.SILENT);
    }

    /** Whether to look now. */
    boolean isDue(int tick) {
        if (world.samplerStartsAgain(tick)) {
            series = found().resumed(world.sampler().at(tick));
            Arrays.fill(said, Node.SILENT);
            return true;
        }
        return tick >= next;
    }

    private Series found() {
        return switch (world.remains()) {
            case ALL -> series;
            case SOME -> kept;
            case NOTHING -> Series.START;
        };
    }

    /** At which tick the tips of the last look were read: right after the height. */
    int tipsAt() {
        return tipsAt;
    }

    /** At which tick the last look was taken. */
    int lookedAt() {
        return lookedAt;
    }

    /** The last look's sample, where it found green within the tolerance. */
    Optional<SyncProgress> within() {
        return last.filter(_ -> series.withinSince().isPresent());
    }

    SyncProgress look(int tick) {
        var green = world.green();
        var terms = world.circumstances().terms();
        lookedAt = tick;
        tipsAt = Math.min(world.circumstances().ticks() - 1, tick + random.nextInt(SLOWEST_ANSWER));
        var answers = new ArrayList<Answer>();
        for (var source = 0; source < said.length; source++) {
            answers.add(new Answer("source " + (char) ('a' + source), tip(source)));
        }
        var at = world.sampler().at(tick);
        var height =
                green.tells(tick) ? new Reading.Height(green.height(tick)) : new Reading.Unknown("it does not answer");
        var ailment = green.healthy(tick) ? Optional.<String>empty() : Optional.of("status 503");
        var observation = series.observe(new Look(at, height, answers, ailment), terms);
        series = observation.next();
        kept = series.outdates(kept) ? series : kept;
        var pause = series.pause(at, terms).toMillis();
        next = tick + Math.max(1, (int) Math.ceilDiv(pause, Circumstances.TICK_MILLIS));
        last = Optional.of(observation.sample());
        return observation.sample();
    }

    private Reading tip(int source) {
        var node = world.sources().get(source);
        var says = node.says(tipsAt);
        if (says == Node.SILENT) {
            return new Reading.Unknown("it does not answer");
        }
        var world = this.world.circumstances();
        var reorganised = world.reorganises()
                && said[source] != Node.SILENT
                && this.world.chain().replaced(knewAsOf[source], node.asOf(tipsAt), said[source]);
        said[source] = says;
        knewAsOf[source] = node.asOf(tipsAt);
        return new Reading.Height(says, Optional.empty(), reorganised);
    }
}
