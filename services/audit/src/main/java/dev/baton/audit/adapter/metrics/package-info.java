/** Counters and log lines about what the topology does. */
@NullMarked
package dev.baton.audit.adapter.metrics;

import org.jspecify.annotations.NullMarked;
