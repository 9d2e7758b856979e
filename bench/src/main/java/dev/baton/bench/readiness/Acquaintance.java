package dev.baton.bench.readiness;

import java.util.Arrays;

/**
 * Whether anybody can know what the chain is, from all that was ever seen of it: at two looks at least one source followed
 * it, and it grew in between.
 *
 * <p>Before that nobody can know. Take the world whose chain is what the sources have told, with a pause where they stood
 * still: there, whoever looks sees the very same, and green, which keeps up with what they tell, is ready. Whoever says so
 * there says so here. One true height changes nothing: it is the first of both worlds.
 */
final class Acquaintance {

    private static final int NEVER = -1;

    private final World world;
    private final int[] followedAt;
    private boolean made;

    Acquaintance(World world) {
        this.world = world;
        followedAt = new int[world.sources().size()];
        Arrays.fill(followedAt, NEVER);
    }

    /** A look was taken, its tips at that tick. Nothing is forgotten where the sampler starts again. */
    void look(int tick) {
        for (var source = 0; source < followedAt.length && !made; source++) {
            var node = world.sources().get(source);
            if (node.follows(tick)) {
                var growths = world.chain().growths(Math.max(0, node.asOf(tick)));
                made = followedAt[source] != NEVER && growths > followedAt[source];
                followedAt[source] = followedAt[source] == NEVER ? growths : followedAt[source];
            }
        }
    }

    boolean isMade() {
        return made;
    }
}
