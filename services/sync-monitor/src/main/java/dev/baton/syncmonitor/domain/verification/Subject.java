package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.Verify;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.domain.Watchlist;
import java.time.Duration;
import java.util.Optional;

/**
 * What is verified, and against what.
 *
 * @param green the candidate's blocks
 * @param source the chain; empty where no node is known that tells hashes
 * @param blue the blocks of the deployment that serves; empty where none does, or it tells no blocks
 * @param verify what the descriptor wants
 * @param proof the proof of readiness that called for it
 * @param lease how long the result counts
 * @param before an earlier result for the same data, which leaves less to do
 */
record Subject(
        BlockTable green,
        Optional<BlockSource> source,
        Optional<BlockTable> blue,
        Verify verify,
        ReadinessCertificate proof,
        Duration lease,
        Optional<Verification> before) {

    /** With a result at hand, a quarter of the random heights keeps watch. */
    private static final int RENEWAL = 4;

    /** What is to be verified; empty where green's blocks cannot be told. */
    static Optional<Subject> of(Watchlist.Due due, Archives archives) {
        var descriptor = due.green().descriptor();
        return archives.blocks(due.green())
                .flatMap(blocks -> descriptor
                        .verify()
                        .map(verify -> new Subject(
                                blocks,
                                archives.source(due.green()),
                                due.blue().flatMap(archives::blocks),
                                verify,
                                due.proof().certificate(),
                                descriptor.sync().lease(),
                                due.before())));
    }

    int samples() {
        return before.isEmpty() ? verify.samples() : Math.max(1, verify.samples() / RENEWAL);
    }

    /** The highest height that is compared: below what may still be reorganised, but at least the lowest block. */
    long pinned(long lowest) {
        return Math.max(lowest, Math.min(proof.height(), proof.tip() - Scope.FINALITY));
    }

    /** From where on every height must be there: what an earlier result has covered is not counted again. */
    long from(long lowest) {
        return before.map(Verification::pinnedHeight)
                .map(covered -> Math.clamp(covered, lowest, pinned(lowest)))
                .orElse(lowest);
    }
}
