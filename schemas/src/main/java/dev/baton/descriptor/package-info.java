/** The descriptor: what a team writes down once about an application, and how it is read and checked. */
@NullMarked
package dev.baton.descriptor;

import org.jspecify.annotations.NullMarked;
