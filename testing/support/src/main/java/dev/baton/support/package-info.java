/**
 * What tests stand on: a real Kafka broker, PostgreSQL and NGINX as child processes on free ports, in folders the test
 * gives, and stopped with the test JVM however it ends.
 */
@NullMarked
package dev.baton.support;

import org.jspecify.annotations.NullMarked;
