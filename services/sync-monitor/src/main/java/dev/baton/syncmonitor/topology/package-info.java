/** The Kafka Streams topology that turns samples into readiness. */
@NullMarked
package dev.baton.syncmonitor.topology;

import org.jspecify.annotations.NullMarked;
