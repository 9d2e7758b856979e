/**
 * The strict load client: keeps bounded load on one address of this machine and records what was lost, when and why,
 * and which deployment answered which request.
 */
@NullMarked
package dev.baton.load;

import org.jspecify.annotations.NullMarked;
