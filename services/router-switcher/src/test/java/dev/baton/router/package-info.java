/** What the service's tests are made of. */
@NullMarked
package dev.baton.router;

import org.jspecify.annotations.NullMarked;
