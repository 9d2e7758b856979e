/** Follows the deployments' log, samples what it says is due, and verifies what is caught up. */
@NullMarked
package dev.baton.syncmonitor.handler;

import org.jspecify.annotations.NullMarked;
