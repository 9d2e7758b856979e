/** What Baton adds to the start of a container. */
@NullMarked
package dev.baton.bench.docker;

import org.jspecify.annotations.NullMarked;
