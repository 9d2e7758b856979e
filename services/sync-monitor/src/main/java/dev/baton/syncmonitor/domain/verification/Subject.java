package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerifiedTable;
import dev.baton.descriptor.Verify;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.domain.Watchlist;
import java.time.Duration;
import java.util.Optional;

/**
 * What is verified, and against what.
 *
 * @param due who is to be verified, the proof of readiness that calls for it, and an earlier result for the same data,
 *     which leaves less to do
 * @param archives where rows and answers are read
 * @param green the candidate's blocks
 * @param source the chain; empty where no node is known that tells hashes
 * @param blue the blocks of the deployment that serves; empty where none does, or it tells no blocks
 * @param verify what the descriptor wants
 */
record Subject(
        Watchlist.Due due,
        Archives archives,
        BlockTable green,
        Optional<BlockSource> source,
        Optional<BlockTable> blue,
        Verify verify) {

    /** With a result at hand, a quarter of the random heights keeps watch. */
    private static final int RENEWAL = 4;

    /** What is to be verified; empty where green's blocks cannot be told. */
    static Optional<Subject> of(Watchlist.Due due, Archives archives) {
        return archives.blocks(due.green())
                .flatMap(blocks -> due.green()
                        .descriptor()
                        .verify()
                        .map(verify -> new Subject(
                                due,
                                archives,
                                blocks,
                                archives.source(due.green()),
                                due.blue().flatMap(archives::blocks),
                                verify)));
    }

    ReadinessCertificate proof() {
        return due.proof().certificate();
    }

    /** How long the result counts. */
    Duration lease() {
        return due.green().descriptor().sync().lease();
    }

    int samples() {
        return due.before().isEmpty() ? verify.samples() : Math.max(1, verify.samples() / RENEWAL);
    }

    /** The highest height that is compared: below what may still be reorganised, but at least the lowest block. */
    long pinned(long lowest) {
        return Math.max(lowest, pinned(proof().height(), proof().tip()));
    }

    /** The highest height that is compared where an instance and its chain are that far. */
    long pinned(long height, long tip) {
        return Math.min(height, tip - verify.finality());
    }

    /** From where on every height must be there: what an earlier result has covered is not counted again. */
    long from(long lowest) {
        return due.before()
                .filter(before ->
                        before.checks().stream().anyMatch(check -> check.name().equals(GapStep.GAPS)))
                .map(Verification::pinnedHeight)
                .map(covered -> Math.clamp(covered, lowest, pinned(lowest)))
                .orElse(lowest);
    }

    /** Up to where both have everything: the pinned height, or less where blue has fallen behind. */
    long sharedTop(long pinned) throws Unreachable {
        if (blue.isEmpty()) {
            return pinned;
        }
        var highest = blue.get().extent().map(BlockTable.Extent::highest).orElse(-1L);
        // Below the pinned height blue's newest blocks may still be in writing.
        return highest >= pinned ? pinned : highest - Math.max(1, verify.finality());
    }

    RowTable tableOfGreen(VerifiedTable table) throws Unreachable {
        return archives.rows(due.green(), table)
                .orElseThrow(() -> new Unreachable("verify.tables, " + table.name() + ": there is no database"));
    }

    /** As blue's own descriptor describes it. */
    Optional<RowTable> tableOfBlue(String name) {
        return due.blue()
                .flatMap(blue -> blue.descriptor().verify().stream()
                        .flatMap(described -> described.tables().stream())
                        .filter(table -> table.name().equals(name))
                        .findFirst()
                        .flatMap(table -> archives.rows(blue, table)));
    }
}
