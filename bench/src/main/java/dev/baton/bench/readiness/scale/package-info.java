/** How many applications one instance of the sync-monitor keeps up with. */
@NullMarked
package dev.baton.bench.readiness.scale;

import org.jspecify.annotations.NullMarked;
