/** What makes version 1: its data model. */
@NullMarked
package dev.baton.examples.evmindexer.v1;

import org.jspecify.annotations.NullMarked;
