/** The readiness predicate: a pure function over samples and time. */
@NullMarked
package dev.baton.syncmonitor.domain.readiness;

import org.jspecify.annotations.NullMarked;
