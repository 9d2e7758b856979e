/** Databases of deployments on PostgreSQL servers. */
@NullMarked
package dev.baton.deployer.adapter.postgres;

import org.jspecify.annotations.NullMarked;
