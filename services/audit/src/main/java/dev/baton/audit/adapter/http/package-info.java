/** The questions that people and programs ask, over HTTP; every answer is JSON, every error a problem (RFC 9457). */
@NullMarked
package dev.baton.audit.adapter.http;

import org.jspecify.annotations.NullMarked;
