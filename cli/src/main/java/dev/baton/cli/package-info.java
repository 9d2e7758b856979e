/** Baton's command line: what all commands share. One class per command is in {@code dev.baton.cli.command}. */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
