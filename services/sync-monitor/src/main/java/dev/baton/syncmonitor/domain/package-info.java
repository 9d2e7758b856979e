/** What every part of the sync-monitor's domain speaks of: which deployments are watched, and within which bounds. */
@NullMarked
package dev.baton.syncmonitor.domain;

import org.jspecify.annotations.NullMarked;
