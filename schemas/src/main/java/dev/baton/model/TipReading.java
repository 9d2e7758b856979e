package dev.baton.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What one source of the tip told in one sample.
 *
 * @param name who it is, without any secret
 * @param height what it told, in blocks; empty where it told none
 * @param age how long it has not told more than before
 * @param leftOut why it did not count; empty where it did
 */
public record TipReading(String name, Optional<Long> height, Optional<Duration> age, Optional<String> leftOut) {}
