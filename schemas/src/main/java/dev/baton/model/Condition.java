package dev.baton.model;

/**
 * One condition of readiness with its verdict.
 *
 * @param name what is asked, e.g. {@code lag}
 * @param value what was found, with its unit
 * @param bound what is allowed, with its unit
 * @param holds whether the value is within the bound; unknown is not
 */
public record Condition(String name, String value, String bound, boolean holds) {}
