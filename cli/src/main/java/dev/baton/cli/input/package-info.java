/** What commands are given: options that several share, and the descriptor on disk. */
@NullMarked
package dev.baton.cli.input;

import org.jspecify.annotations.NullMarked;
