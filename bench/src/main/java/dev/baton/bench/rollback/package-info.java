/** A version that disappoints goes live: how soon it is gone, and what it cost. */
@NullMarked
package dev.baton.bench.rollback;

import org.jspecify.annotations.NullMarked;
