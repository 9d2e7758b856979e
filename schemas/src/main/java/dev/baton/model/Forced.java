package dev.baton.model;

/** Who promoted without proof, and why. Both are on record for ever. */
public record Forced(String who, String why) {

    public Forced {
        if (who.isBlank() || why.isBlank()) {
            throw new IllegalArgumentException("a forced promote names who and why");
        }
    }
}
