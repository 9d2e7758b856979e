/** Docker: instances as containers, with their networks, volumes and images. */
@NullMarked
package dev.baton.deployer.adapter.docker;

import org.jspecify.annotations.NullMarked;
