/** What the end-to-end tests play on: a running Baton, what it deploys, and where heights come from. */
@NullMarked
package dev.baton.e2e.stage;

import org.jspecify.annotations.NullMarked;
