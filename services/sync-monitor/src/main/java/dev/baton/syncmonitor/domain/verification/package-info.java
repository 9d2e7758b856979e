/** Compares an instance's blocks with the chain's and with those of the instance that serves. */
@NullMarked
package dev.baton.syncmonitor.domain.verification;

import org.jspecify.annotations.NullMarked;
