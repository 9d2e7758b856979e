package dev.baton.audit.domain.chain;

import dev.baton.model.ApplicationName;
import java.util.List;
import java.util.Optional;

/**
 * The check of a chain, one record at a time, so that a chain of any length is checked in little memory. Immutable.
 *
 * <p>After the first fault it only counts, with one exception: a gap that a later record fills is a changed order, not a
 * loss.
 *
 * @param chain how hashes are computed
 * @param known the ends that this chain had at earlier times
 * @param sound the last record up to which the chain is sound
 * @param records how many records were read, sound or not
 * @param firstFault where and how it breaks first
 */
public record ChainCheck(
        Chain chain, List<ChainHead> known, ChainHead sound, long records, Optional<Fault> firstFault) {

    public ChainCheck {
        known = List.copyOf(known);
    }

    /**
     * A check that has read nothing yet.
     *
     * @param known the ends that this chain had at earlier times; each must still stand in it
     */
    public static ChainCheck of(Chain chain, ApplicationName application, List<ChainHead> known) {
        return new ChainCheck(chain, known, Chain.start(application), 0, Optional.empty());
    }

    /** The check after what was found next. */
    public ChainCheck next(Finding finding) {
        return firstFault.map(fault -> found(refined(fault, finding))).orElseGet(() -> switch (finding) {
            case Finding.Unreadable(Place place, String reason) ->
                found(new Fault.Unreadable(sound.sequence() + 1, place, reason));
            case Finding.Readable(Place place, AuditRecord record) -> next(place, record);
        });
    }

    /**
     * The outcome.
     *
     * @param latest the end of the chain as audit knows it <em>after</em> the reading; empty where it is not known
     */
    public Verdict verdict(Optional<ChainHead> latest) {
        var fault = firstFault.or(this::truncation).or(() -> latest.flatMap(this::overrun));
        return new Verdict(sound, records, fault);
    }

    private ChainCheck next(Place place, AuditRecord record) {
        var due = sound.sequence() + 1;
        if (!record.entry().application().equals(sound.application())) {
            return found(
                    new Fault.Foreign(due, place, record.entry().application().value()));
        }
        if (!chain.sealed(record)) {
            return found(new Fault.Altered(due, place));
        }
        if (record.sequence() > due) {
            return found(new Fault.Removed(due, record.sequence() - 1, place));
        }
        if (record.sequence() < due) {
            return found(new Fault.Inserted(record.sequence(), place));
        }
        if (!record.previousHash().equals(sound.hash())) {
            return found(new Fault.Unlinked(due, place));
        }
        return rewriting(record.head(), place)
                .map(this::found)
                .orElseGet(() -> new ChainCheck(chain, known, record.head(), records + 1, Optional.empty()));
    }

    private ChainCheck found(Fault fault) {
        return new ChainCheck(chain, known, sound, records + 1, Optional.of(fault));
    }

    private Fault refined(Fault first, Finding finding) {
        return first instanceof Fault.Removed removed
                        && finding instanceof Finding.Readable(Place place, AuditRecord record)
                        && record.sequence() >= removed.sequence()
                        && record.sequence() <= removed.last()
                        && chain.sealed(record)
                ? new Fault.Reordered(removed.sequence(), place)
                : first;
    }

    private Optional<Fault> rewriting(ChainHead reached, Place place) {
        return known.stream()
                .filter(head ->
                        head.sequence() == reached.sequence() && !head.hash().equals(reached.hash()))
                .findFirst()
                .map(head -> new Fault.Rewritten(reached.sequence(), place, head.hash()));
    }

    private Optional<Fault> truncation() {
        return known.stream()
                .filter(head -> head.sequence() > sound.sequence())
                .max((a, b) -> Long.compare(a.sequence(), b.sequence()))
                .map(head -> new Fault.Truncated(sound.sequence() + 1, head.sequence()));
    }

    private Optional<Fault> overrun(ChainHead latest) {
        return sound.sequence() > latest.sequence()
                ? Optional.of(new Fault.Overrun(latest.sequence() + 1, latest.sequence()))
                : Optional.empty();
    }
}
