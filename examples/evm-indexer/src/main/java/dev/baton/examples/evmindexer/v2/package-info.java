/** What makes version 2: its data model. */
@NullMarked
package dev.baton.examples.evmindexer.v2;

import org.jspecify.annotations.NullMarked;
