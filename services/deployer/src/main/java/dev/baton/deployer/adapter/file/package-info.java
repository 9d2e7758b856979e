/** Secrets kept in files. */
@NullMarked
package dev.baton.deployer.adapter.file;

import org.jspecify.annotations.NullMarked;
