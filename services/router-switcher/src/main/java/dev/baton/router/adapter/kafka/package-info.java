/** Samples as the sync-monitor publishes them. */
@NullMarked
package dev.baton.router.adapter.kafka;

import org.jspecify.annotations.NullMarked;
