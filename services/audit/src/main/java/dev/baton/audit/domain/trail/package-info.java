/** What is told from the records: state, histories, samples; and the ports by which they are asked, checked and watched. */
@NullMarked
package dev.baton.audit.domain.trail;

import org.jspecify.annotations.NullMarked;
