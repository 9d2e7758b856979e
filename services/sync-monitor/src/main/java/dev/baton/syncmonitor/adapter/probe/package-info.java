/** Looks at heights: HTTP JSON, EVM JSON-RPC, SQL. Each probe answers with a value or with the reason why it has none. */
@NullMarked
package dev.baton.syncmonitor.adapter.probe;

import org.jspecify.annotations.NullMarked;
