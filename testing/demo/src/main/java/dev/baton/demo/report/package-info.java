/** What the demo measured, worked out from the events and the answers, and how it is shown. No input or output here. */
@NullMarked
package dev.baton.demo.report;

import org.jspecify.annotations.NullMarked;
