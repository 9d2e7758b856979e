/** The commands, one class each, named as they are typed. */
@NullMarked
package dev.baton.cli.command;

import org.jspecify.annotations.NullMarked;
