/** What the comparison of all rows costs, and whether it finds what differs. */
@NullMarked
package dev.baton.bench.verification;

import org.jspecify.annotations.NullMarked;
