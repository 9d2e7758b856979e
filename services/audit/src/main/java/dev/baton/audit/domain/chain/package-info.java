/** The hash chain of an application: how records are linked, and the check that finds what was changed. */
@NullMarked
package dev.baton.audit.domain.chain;

import org.jspecify.annotations.NullMarked;
