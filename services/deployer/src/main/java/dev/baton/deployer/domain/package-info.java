/** What the deployer decides, and the ports through which it reaches the world. Pure: no clock, no I/O, no framework. */
@NullMarked
package dev.baton.deployer.domain;

import org.jspecify.annotations.NullMarked;
