/** A development chain: deterministic blocks, grown by the clock, served over EVM JSON-RPC on 127.0.0.1. */
@NullMarked
package dev.baton.examples.devchain;

import org.jspecify.annotations.NullMarked;
