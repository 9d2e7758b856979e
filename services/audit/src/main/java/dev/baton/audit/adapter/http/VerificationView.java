package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.trail.LatestVerification;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the verification of a deployment's data is.
 *
 * @param check what is being compared
 * @param against with whom
 * @param done how much of it was compared, in the check's own unit
 * @param total how much there is; empty where nobody knows before the end
 * @param held why it cannot go on for now; empty where it goes on
 * @param since since when it is at this check, or is held for this reason
 * @param at when that was told
 */
record VerificationView(
        String check,
        String against,
        long done,
        Optional<Long> total,
        Optional<String> held,
        Instant since,
        Instant at) {

    static VerificationView of(LatestVerification latest) {
        var told = latest.progress();
        return new VerificationView(
                told.check(), told.against(), told.done(), told.total(), told.held(), latest.since(), latest.at());
    }
}
