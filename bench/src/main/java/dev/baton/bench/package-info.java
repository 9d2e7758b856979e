/** What Baton can do, in figures: one class per measurement. */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
