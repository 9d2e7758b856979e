package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.Place;
import dev.baton.events.VerificationProgress;
import java.time.Instant;

/**
 * How far the verification of a deployment's data was when it was last told.
 *
 * @param at when it was told
 * @param since since when it is at this check, or is held for this reason
 * @param source where it was read
 */
public record LatestVerification(VerificationProgress progress, Instant at, Instant since, Place source) {

    /** The first that is told of a deployment. */
    public static LatestVerification first(VerificationProgress progress, Instant at, Place source) {
        return new LatestVerification(progress, at, at, source);
    }

    /** The newer of this one and another that was told. */
    public LatestVerification then(VerificationProgress told, Instant when, Place where) {
        if (when.isBefore(at)) {
            return this;
        }
        var same = told.check().equals(progress.check())
                && told.against().equals(progress.against())
                && told.held().equals(progress.held());
        return new LatestVerification(told, when, same ? since : when, where);
    }
}
