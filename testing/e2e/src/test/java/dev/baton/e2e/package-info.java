/** The whole product as people run it, one class per promise. */
@NullMarked
package dev.baton.e2e;

import org.jspecify.annotations.NullMarked;
