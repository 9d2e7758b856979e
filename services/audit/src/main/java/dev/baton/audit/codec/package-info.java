/** Audit's records as JSON: the canonical form that is hashed, and the CloudEvents that stand in the audit topic. */
@NullMarked
package dev.baton.audit.codec;

import org.jspecify.annotations.NullMarked;
