/** The descriptor: what a team writes down once about an application. */
@NullMarked
package dev.baton.descriptor;

import org.jspecify.annotations.NullMarked;
