package dev.baton.bench.readiness;

/**
 * Which sources an honest observer can rely on, from what was seen of them at each look. One that was silent or stood
 * still, and comes back more than a block later, may have stopped there, or may still be catching up: nobody can tell
 * before it tells the next block.
 */
final class Witnesses {

    private final World world;
    private final boolean[] missed;
    private final int[] seen;
    private final int[] relied;

    Witnesses(World world) {
        this.world = world;
        var sources = world.sources().size();
        missed = new boolean[sources];
        seen = new int[sources];
        relied = new int[sources];
    }

    /** Whether most of the sources are to be relied on, at a look that follows those before. */
    boolean areMostAt(int tick) {
        var most = 0;
        for (var source = 0; source < missed.length; source++) {
            var node = world.sources().get(source);
            missed[source] |= !node.follows(tick);
            if (node.follows(tick)) {
                most += isWitness(source, world.chain().growths(Math.max(0, node.asOf(tick)))) ? 1 : 0;
            }
        }
        return most > missed.length / 2;
    }

    private boolean isWitness(int source, int growths) {
        if (missed[source] && growths - seen[source] > 1) {
            relied[source] = growths + 1;
        }
        missed[source] = false;
        seen[source] = growths;
        return growths >= relied[source];
    }
}
