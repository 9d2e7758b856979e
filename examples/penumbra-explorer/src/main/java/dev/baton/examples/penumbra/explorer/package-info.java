/** The stand-in for Penumbra's explorer: indexes the source's blocks into Postgres and serves them over GraphQL. */
@NullMarked
package dev.baton.examples.penumbra.explorer;

import org.jspecify.annotations.NullMarked;
