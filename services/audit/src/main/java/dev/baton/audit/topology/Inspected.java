package dev.baton.audit.topology;

import org.jspecify.annotations.Nullable;

/** A record after the look at it that decides where it goes. */
sealed interface Inspected {

    /** An event: on to the trail. */
    record Sound(byte[] value) implements Inspected {}

    /** None: to the dead letters, byte by byte as it was. */
    record Dead(byte @Nullable [] key, byte @Nullable [] value) implements Inspected {}
}
