package dev.baton.events;

import java.util.List;
import java.util.Optional;

/**
 * An instance ended by itself. It is started again, unless it was adopted: what Baton did not start, it does not start
 * again.
 *
 * @param exits how often it has ended so far
 * @param lastLogLines the end of what it printed; secrets blacked out
 */
public record InstanceExited(Optional<Integer> exitCode, int exits, List<String> lastLogLines)
        implements LifecycleEvent {

    public InstanceExited {
        lastLogLines = List.copyOf(lastLogLines);
    }
}
