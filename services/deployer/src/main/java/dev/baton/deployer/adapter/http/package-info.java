/** HTTP on both sides: the entrance for requests, and the question to an instance whether it is healthy. */
@NullMarked
package dev.baton.deployer.adapter.http;

import org.jspecify.annotations.NullMarked;
