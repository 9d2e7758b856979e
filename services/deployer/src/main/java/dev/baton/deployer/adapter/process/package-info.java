/** Instances as detached processes of this machine (Linux). */
@NullMarked
package dev.baton.deployer.adapter.process;

import org.jspecify.annotations.NullMarked;
