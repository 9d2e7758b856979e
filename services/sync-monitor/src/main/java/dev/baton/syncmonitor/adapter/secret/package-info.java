/** Finds secrets in files and in the environment. */
@NullMarked
package dev.baton.syncmonitor.adapter.secret;

import org.jspecify.annotations.NullMarked;
