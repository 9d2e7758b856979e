/** The topology as a running service, and the answers from its stores. */
@NullMarked
package dev.baton.audit.adapter.streams;

import org.jspecify.annotations.NullMarked;
