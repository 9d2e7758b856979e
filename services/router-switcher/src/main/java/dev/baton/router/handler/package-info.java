/** Reads the log, asks the domain what is due, carries it out on virtual threads, publishes what came of it. */
@NullMarked
package dev.baton.router.handler;

import org.jspecify.annotations.NullMarked;
