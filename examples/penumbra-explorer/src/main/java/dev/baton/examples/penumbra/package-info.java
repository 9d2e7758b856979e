/**
 * Stand-ins for Penumbra's explorer and for the node and database that it reads: not Penumbra's code, but its tables,
 * its variables and its endpoints, so that what deploys the one deploys the other. This package holds what both need.
 */
@NullMarked
package dev.baton.examples.penumbra;

import org.jspecify.annotations.NullMarked;
