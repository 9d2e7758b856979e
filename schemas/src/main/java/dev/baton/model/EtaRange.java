package dev.baton.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A time that is not certain.
 *
 * @param soonest at the faster of the speeds that were lately seen
 * @param latest at the slower of them; empty where it may take for ever
 */
public record EtaRange(Duration soonest, Optional<Duration> latest) {}
