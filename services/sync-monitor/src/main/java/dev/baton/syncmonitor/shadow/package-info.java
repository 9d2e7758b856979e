/** Watches an application that something else deploys, switches nothing, and says when Baton would have switched. */
@NullMarked
package dev.baton.syncmonitor.shadow;

import org.jspecify.annotations.NullMarked;
