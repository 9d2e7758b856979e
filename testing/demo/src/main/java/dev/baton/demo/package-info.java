/** The whole job on one machine, under load, with a report: {@code ./baton demo}. */
@NullMarked
package dev.baton.demo;

import org.jspecify.annotations.NullMarked;
