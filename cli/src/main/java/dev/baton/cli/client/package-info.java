/** How the command line talks to a Baton that is up: it asks by Kafka, as anybody may, and reads what audit answers. */
@NullMarked
package dev.baton.cli.client;

import org.jspecify.annotations.NullMarked;
