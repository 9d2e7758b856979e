/** The audit topic itself: read again from its beginning for a check, and followed at its end for those who watch. */
@NullMarked
package dev.baton.audit.adapter.kafka;

import org.jspecify.annotations.NullMarked;
