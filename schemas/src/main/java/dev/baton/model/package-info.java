/** The words of the contract: the small values that events, descriptor and state are made of. */
@NullMarked
package dev.baton.model;

import org.jspecify.annotations.NullMarked;
