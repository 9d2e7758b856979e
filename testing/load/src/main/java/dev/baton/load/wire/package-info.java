/**
 * HTTP/1.1 and WebSocket spoken on raw sockets, so that nothing between the caller and the wire repeats, pools or
 * forgives. Every failure is a {@link dev.baton.load.wire.LossCause}.
 */
@NullMarked
package dev.baton.load.wire;

import org.jspecify.annotations.NullMarked;
