package dev.baton.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** The identity of one attempt to bring one version live: a UUID, version 7 where Baton makes it (RFC 9562, 5.7). */
public record DeploymentId(UUID value) implements Comparable<DeploymentId> {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT_IETF = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;

    /** @throws IllegalArgumentException where the text is no UUID in its canonical form */
    @JsonCreator
    public static DeploymentId of(String text) {
        try {
            var value = UUID.fromString(text);
            if (value.toString().equalsIgnoreCase(text)) {
                return new DeploymentId(value);
            }
        } catch (IllegalArgumentException malformed) {
            // Answered below, in our own words.
        }
        throw new IllegalArgumentException("a deployment's id is a UUID; this is not: " + Text.quoted(text));
    }

    /** A new id that sorts by the time it was made. */
    public static DeploymentId next(Clock clock) {
        var most = (clock.millis() << 16) | VERSION_7 | RANDOM.nextInt(1 << 12);
        var least = (RANDOM.nextLong() & VARIANT_MASK) | VARIANT_IETF;
        return new DeploymentId(new UUID(most, least));
    }

    /** The last eight digits: enough to tell deployments of one application apart, short enough for a name. */
    public String brief() {
        var text = value.toString();
        return text.substring(text.length() - 8);
    }

    @Override
    public int compareTo(DeploymentId other) {
        return value.toString().compareTo(other.value.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
