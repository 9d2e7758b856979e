/** HTTP requests that prove things: to an instance's own address, and through the router's public one. */
@NullMarked
package dev.baton.router.adapter.http;

import org.jspecify.annotations.NullMarked;
