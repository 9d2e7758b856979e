/** What a sync costs at a provider that counts requests. */
@NullMarked
package dev.baton.bench.budget;

import org.jspecify.annotations.NullMarked;
