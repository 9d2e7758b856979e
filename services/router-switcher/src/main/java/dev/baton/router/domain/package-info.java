/** What a route is, when it may move, and what proves that it moved. Pure Java: no clock, no I/O, no framework. */
@NullMarked
package dev.baton.router.domain;

import org.jspecify.annotations.NullMarked;
