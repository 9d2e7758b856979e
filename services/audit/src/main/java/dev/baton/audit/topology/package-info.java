/** What audit does with each record: read, keep apart what cannot be read, chain, fold, index. */
@NullMarked
package dev.baton.audit.topology;

import org.jspecify.annotations.NullMarked;
