/** Reads the log, has the domain decide, carries out the effects and publishes what came of them. */
@NullMarked
package dev.baton.deployer.handler;

import org.jspecify.annotations.NullMarked;
