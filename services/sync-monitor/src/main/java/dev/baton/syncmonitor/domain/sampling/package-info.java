/** Turns looks at an instance and at the chain's tip into samples. */
@NullMarked
package dev.baton.syncmonitor.domain.sampling;

import org.jspecify.annotations.NullMarked;
