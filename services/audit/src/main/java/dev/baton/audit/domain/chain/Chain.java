package dev.baton.audit.domain.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.model.ApplicationName;
import java.util.List;
import java.util.Optional;

/**
 * The hash chain of an application: each record holds the hash of the one before it, so no record can be altered,
 * removed, inserted or moved without every later hash being computed anew.
 *
 * <p><b>What it proves.</b> Where the last hash is the one that was noted down elsewhere, every record up to it is what
 * audit wrote, in the order it wrote them, and none is missing.
 *
 * <p><b>What it does not prove.</b> The hashes are not keyed: somebody who can write to the audit topic <em>and</em> to
 * audit's own stores can compute a whole new chain that is consistent in itself. Only a head kept outside their reach
 * tells it from the true one; that is why each answer names the head. Nor does it prove that the events were true when
 * they were published, or that audit read every event: it covers what was recorded.
 */
public record Chain(CanonicalForm form) {

    private static final String GENESIS = "baton.audit.v1\n";

    /** What the first record holds as the hash of its predecessor, so that chains cannot be swapped between names. */
    public static Digest genesis(ApplicationName application) {
        return Digest.of((GENESIS + application).getBytes(UTF_8));
    }

    /** The empty chain of an application. */
    public static ChainHead start(ApplicationName application) {
        return new ChainHead(application, 0, genesis(application));
    }

    /**
     * The record that continues the chain.
     *
     * @throws IllegalArgumentException where the entry belongs to another application's chain
     */
    public AuditRecord append(ChainHead head, Entry entry) {
        if (!head.application().equals(entry.application())) {
            throw new IllegalArgumentException(
                    "the chain is of " + head.application() + ", the entry of " + entry.application());
        }
        var sequence = head.sequence() + 1;
        return new AuditRecord(sequence, head.hash(), entry, Digest.of(form.of(sequence, head.hash(), entry)));
    }

    /** Whether the record's hash is the one of its own content. */
    public boolean sealed(AuditRecord record) {
        return record.hash().equals(Digest.of(form.of(record.sequence(), record.previousHash(), record.entry())));
    }

    /**
     * Checks a whole chain at once.
     *
     * @param application whose chain it should be
     * @param findings what was found, in the order of the topic
     * @param known the ends that this chain had at earlier times; each must still stand in it
     */
    public Verdict verify(ApplicationName application, Iterable<Finding> findings, List<ChainHead> known) {
        var check = ChainCheck.of(this, application, known);
        for (var finding : findings) {
            check = check.next(finding);
        }
        return check.verdict(Optional.empty());
    }
}
