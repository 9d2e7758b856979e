package dev.baton.router.domain;

import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.util.regex.Pattern;

/**
 * A deployment that requests for the preview reach before it serves.
 *
 * @param slot the address behind the router
 * @param deployment who answers there
 */
public record Candidate(Slot slot, DeploymentId deployment) {

    private static final Pattern NAME = Pattern.compile("[abc]\\.0\\.[0-9a-f-]{36}");

    /** Written as a route is, with an epoch that none has: {@code b.0.<deployment>}. */
    public String name() {
        return slot.letter() + ".0." + deployment;
    }

    /** Whether the text is the name of one. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return name();
    }
}
