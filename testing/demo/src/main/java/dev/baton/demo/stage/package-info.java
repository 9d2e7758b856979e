/** What the demo plays on: processes, their clean end, the event log, and the narrator who tells what happens. */
@NullMarked
package dev.baton.demo.stage;

import org.jspecify.annotations.NullMarked;
