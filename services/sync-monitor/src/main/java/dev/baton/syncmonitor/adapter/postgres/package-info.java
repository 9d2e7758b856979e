/** Reads an instance's blocks out of its Postgres database. */
@NullMarked
package dev.baton.syncmonitor.adapter.postgres;

import org.jspecify.annotations.NullMarked;
