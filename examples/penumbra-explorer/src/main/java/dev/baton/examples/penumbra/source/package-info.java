/** The stand-in for the source: a node's RPC, and the database into which a node writes its blocks. */
@NullMarked
package dev.baton.examples.penumbra.source;

import org.jspecify.annotations.NullMarked;
