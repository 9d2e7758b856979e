/** Switches under load: what they cost users, beside the way that Baton replaces. */
@NullMarked
package dev.baton.bench.storm;

import org.jspecify.annotations.NullMarked;
