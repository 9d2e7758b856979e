/** How far readiness can be trusted, and what deciding it costs. */
@NullMarked
package dev.baton.bench.readiness;

import org.jspecify.annotations.NullMarked;
