/**
 * Baton on one machine: Kafka, the four services and NGINX as independent processes, and the supervisor that starts them,
 * sees them crash and starts them again. Each process is a session of its own and outlives the supervisor; none needs it to
 * serve.
 */
@NullMarked
package dev.baton.cli.up;

import org.jspecify.annotations.NullMarked;
