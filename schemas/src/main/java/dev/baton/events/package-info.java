/** Every event of Baton, one file each, and the envelope they travel in. */
@NullMarked
package dev.baton.events;

import org.jspecify.annotations.NullMarked;
