package dev.baton.events;

import java.util.List;
import java.util.Optional;

/**
 * Green could not be started, or does not stay up.
 *
 * @param cause what went wrong, and what to do about it
 * @param exitCode of its last exit, where it had one
 * @param lastLogLines the end of what it printed; secrets blacked out
 */
public record GreenFailed(String cause, Optional<Integer> exitCode, List<String> lastLogLines)
        implements LifecycleEvent {

    public GreenFailed {
        lastLogLines = List.copyOf(lastLogLines);
    }
}
