/** What is kept in files of Baton's folder. */
@NullMarked
package dev.baton.syncmonitor.adapter.file;

import org.jspecify.annotations.NullMarked;
