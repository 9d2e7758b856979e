/** How things look in a terminal. */
@NullMarked
package dev.baton.cli.view;

import org.jspecify.annotations.NullMarked;
