/** What the generated site costs NGINX. */
@NullMarked
package dev.baton.bench.proxy;

import org.jspecify.annotations.NullMarked;
