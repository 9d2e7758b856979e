package dev.baton.syncmonitor.domain.sampling;

/**
 * Looks at one source of heights: the instance's own, or the chain's tip. A new kind of source is one more
 * implementation and its line in the registration.
 */
public interface HeightProbe extends AutoCloseable {

    /** What is asked, for a person to read; holds no secret. */
    String name();

    /**
     * Looks once. Answers within the probe's own time-outs, and with {@link Reading.Unknown} where the source is
     * unreachable, slow or talks nonsense. May be called from any thread, by one at a time.
     */
    Reading read();

    /** Lets go of what it holds open; called once, after the last look. */
    @Override
    default void close() {}
}
