/** The trail: records chained by hash, one chain for each application, and the check that finds what was changed. */
@NullMarked
package dev.baton.audit.domain;

import org.jspecify.annotations.NullMarked;
