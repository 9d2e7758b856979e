/** The deployment's state machine: what an application is, folded from its events, and what may happen next. */
@NullMarked
package dev.baton.deployment;

import org.jspecify.annotations.NullMarked;
