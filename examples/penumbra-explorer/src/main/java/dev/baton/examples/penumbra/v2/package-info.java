/** What makes version 2. */
@NullMarked
package dev.baton.examples.penumbra.v2;

import org.jspecify.annotations.NullMarked;
