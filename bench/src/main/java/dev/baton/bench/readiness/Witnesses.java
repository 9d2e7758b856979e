package dev.baton.bench.readiness;

/**
 * Which sources an honest observer can rely on, from what was seen of them at each look. One that comes back from standing
 * still more than a block later may have stopped there, or may still be catching up: nobody can tell before it tells the
 * next block, or the one after that where it tells it at the very next look: that may be the rest of catching up. The same holds for one that comes back from a long silence with any block that it had not told before: it
 * may have learned that block long ago and stopped right then. And while a chain goes on after a pause, who has not heard
 * of it yet tells what one tells that stands still.
 */
final class Witnesses {

    private final World world;
    private final boolean[] missed;
    private final int[] seen;
    private final int[] toldAt;
    private final int[] relied;
    private final boolean[] returned;

    Witnesses(World world) {
        this.world = world;
        var sources = world.sources().size();
        missed = new boolean[sources];
        seen = new int[sources];
        toldAt = new int[sources];
        relied = new int[sources];
        returned = new boolean[sources];
    }

    /** Whether most of the sources are to be relied on, at a look that follows those before. */
    boolean areMostAt(int tick) {
        var most = 0;
        for (var source = 0; source < missed.length; source++) {
            var node = world.sources().get(source);
            missed[source] |= !node.follows(tick);
            if (node.follows(tick)) {
                most += isWitness(source, node.asOf(tick), tick) ? 1 : 0;
            }
            toldAt[source] = node.says(tick) == Node.SILENT ? toldAt[source] : tick;
        }
        return most > missed.length / 2;
    }

    private boolean isWitness(int source, int asOf, int tick) {
        var growths = world.chain().growths(Math.max(0, asOf));
        var unknown = growths - seen[source] - (world.isLate(tick - toldAt[source]) ? 0 : 1);
        var returns = missed[source] && unknown > 0;
        if (returns || returned[source] && growths > seen[source]) {
            relied[source] = growths + 1;
        }
        returned[source] = returns;
        missed[source] = false;
        seen[source] = growths;
        return growths >= relied[source] && !world.isLate(asOf - world.chain().grewAt(Math.max(0, asOf)));
    }
}
