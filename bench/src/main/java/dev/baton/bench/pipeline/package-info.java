/** How many deployments the services carry, and where the time of one goes. */
@NullMarked
package dev.baton.bench.pipeline;

import org.jspecify.annotations.NullMarked;
