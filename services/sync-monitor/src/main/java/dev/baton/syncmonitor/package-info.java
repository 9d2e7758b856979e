/** The sync-monitor: samples heights and tips, decides readiness, verifies data. This package puts it together. */
@NullMarked
package dev.baton.syncmonitor;

import org.jspecify.annotations.NullMarked;
