/** What makes version 1. */
@NullMarked
package dev.baton.examples.penumbra.v1;

import org.jspecify.annotations.NullMarked;
