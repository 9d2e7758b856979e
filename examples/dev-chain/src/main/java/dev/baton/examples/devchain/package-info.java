/** A development chain: deterministic blocks, grown by the clock, served over EVM JSON-RPC. */
@NullMarked
package dev.baton.examples.devchain;

import org.jspecify.annotations.NullMarked;
