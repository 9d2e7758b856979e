/** Reading a descriptor that may be wrong, and saying everything that is wrong with it. */
@NullMarked
package dev.baton.validation;

import org.jspecify.annotations.NullMarked;
