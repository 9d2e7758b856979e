package dev.baton.bench.readiness;

import dev.baton.events.LifecycleEvent;
import dev.baton.events.SyncProgress;
import java.util.Locale;
import java.util.function.Consumer;

/** What happens in one world, line by line, for people who want to know why it came out as it did. */
final class Chronicle {

    private final World world;
    private final Consumer<String> told;

    Chronicle(World world, Consumer<String> told) {
        this.world = world;
        this.told = told;
        told.accept(world.circumstances().toString());
    }

    /**
     * A look: first what was true, then what the sampler made of it.
     *
     * @param tipsAt the tick at which the sources were read
     * @param plain whether green is plainly ready, or has been since a look before
     */
    void looked(int tick, int tipsAt, SyncProgress sample, boolean plain) {
        var circumstances = world.circumstances();
        var green = world.green();
        told.accept(at(tick)
                + "head %d (certain %d), green %d sound %d%s%s; sources%s | sample %d: %s of %s%s"
                        .formatted(
                                world.chain().head(tick),
                                world.chain().head(tick - circumstances.doubt()),
                                green.height(tick),
                                green.sound(tick),
                                world.ready(tick) ? " ready" : "",
                                plain ? " plainly" : "",
                                sources(tipsAt),
                                sample.sequence(),
                                sample.height().map(Object::toString).orElse("?"),
                                sample.tip().map(Object::toString).orElse("?"),
                                sample.unknown().isEmpty() ? "" : "; " + String.join("; ", sample.unknown())));
    }

    /** An event was decided on. */
    void decided(int tick, LifecycleEvent event) {
        told.accept(at(tick) + event);
    }

    /** Something else that bears on the outcome. */
    void happened(int tick, String what) {
        told.accept(at(tick) + what);
    }

    private String sources(int tick) {
        var all = new StringBuilder();
        for (var source : world.sources()) {
            var says = source.says(tick);
            all.append(' ').append(says == Node.SILENT ? "-" : says).append(source.follows(tick) ? "" : "!");
        }
        return all.toString();
    }

    private static String at(int tick) {
        return String.format(Locale.ROOT, "%6.1f s  ", (double) tick / Circumstances.SECOND);
    }
}
