package dev.baton.cli;

/** What the command line's exit codes mean; scripts rely on them. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;

    /** What was asked for was tried and failed: the deployment failed, the chain is broken, a request was lost. */
    public static final int FAILED = 1;

    /** The command line or the descriptor is wrong; nothing was done. */
    public static final int USAGE = 2;

    /** Baton is not up, or does not answer. */
    public static final int UNREACHABLE = 3;

    /** Baton answered: no. The reasons were printed. */
    public static final int REFUSED = 4;

    /** The outcome was not known when the time was over; what was asked for goes on. */
    public static final int TIMEOUT = 5;

    private ExitCode() {}
}
