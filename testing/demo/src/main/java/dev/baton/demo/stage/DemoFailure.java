package dev.baton.demo.stage;

/** Why the demo cannot go on, in words for the person who started it. */
public final class DemoFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what happened and where to look. */
    public DemoFailure(String message) {
        super(message);
    }

    /** Says what happened and why. */
    public DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
