/** Why a deployment stands where it stands: what it waits for, and what is known on the way there. */
@NullMarked
package dev.baton.audit.domain.explanation;

import org.jspecify.annotations.NullMarked;
