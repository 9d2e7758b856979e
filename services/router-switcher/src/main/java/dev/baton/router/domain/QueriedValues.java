package dev.baton.router.domain;

import dev.baton.descriptor.PromQuery;

/** Values that a monitoring system knows. */
public interface QueriedValues {

    /** Asks once, in bounded time. */
    Reading ask(PromQuery query);

    /** What came back. */
    sealed interface Reading {

        /** One number; never NaN. */
        record Value(double number) implements Reading {}

        /** None, or more than one. */
        record Unknown(String reason) implements Reading {}
    }
}
