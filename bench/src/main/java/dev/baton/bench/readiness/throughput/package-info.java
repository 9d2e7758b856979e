/** What deciding readiness costs, beside doing nothing with the same records. */
@NullMarked
package dev.baton.bench.readiness.throughput;

import org.jspecify.annotations.NullMarked;
