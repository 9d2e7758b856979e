/** An indexer of EVM blocks, as anybody would write it: it reads a node, fills Postgres and serves what it has. */
@NullMarked
package dev.baton.examples.evmindexer;

import org.jspecify.annotations.NullMarked;
