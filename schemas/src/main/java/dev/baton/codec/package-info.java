/** How events become bytes and back, and the topics they are in. */
@NullMarked
package dev.baton.codec;

import org.jspecify.annotations.NullMarked;
