package dev.baton.cli.up;

import java.io.IOException;
import java.util.Optional;

/** One of the programs that the supervisor keeps running. */
interface Program {
    Component component();

    /** Its process, should it run already: an earlier supervisor started it. */
    Optional<ProcessHandle> find();

    /** Clears away what an earlier process left behind, ports above all. */
    default void clear() {}

    /** Starts it to listen on the port, having prepared what it needs. */
    Process start(int port) throws IOException;

    /** Whether it answers and is fit to be used. Never throws, never takes longer than a few seconds. */
    boolean isReady(int port);
}
