package dev.baton.bench.readiness;

/** What the shell scripts before Baton would do: look once at one thing, switch, and never look again. */
final class Predecessor {

    private final World world;
    private boolean switchedByLog;
    private boolean switchedByHeight;
    private boolean wrongByLog;
    private boolean wrongByHeight;

    Predecessor(World world) {
        this.world = world;
    }

    /** Switches at the line that the indexer writes when it has caught up; or where the heights agree, with one source. */
    void look(int tick, int tipAt) {
        var green = world.green();
        if (!switchedByLog && green.logged(tick)) {
            switchedByLog = true;
            wrongByLog = !world.ready(tick);
        }
        var tip = world.sources().getFirst().says(tipAt);
        if (!switchedByHeight
                && tip != Node.SILENT
                && green.tells(tick)
                && green.height(tick) >= tip - world.circumstances().terms().tolerance()) {
            switchedByHeight = true;
            wrongByHeight = !world.ready(tick);
        }
    }

    boolean wrongByLog() {
        return wrongByLog;
    }

    boolean wrongByHeight() {
        return wrongByHeight;
    }
}
