package dev.baton.load.wire;

import java.io.IOException;

/** A loss on its way up to where it becomes a value; never leaves this package. */
final class WireException extends IOException {

    private static final long serialVersionUID = 1L;

    private final LossCause cause;

    WireException(LossCause cause, String detail) {
        super(detail);
        this.cause = cause;
    }

    LossCause lossCause() {
        return cause;
    }
}
