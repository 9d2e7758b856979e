package dev.baton.audit.domain.chain;

import java.util.Optional;

/**
 * What a check of one chain found.
 *
 * @param head the last record up to which the chain is sound
 * @param records how many records were read, sound or not
 * @param firstFault where and how it breaks first; empty where it is whole
 */
public record Verdict(ChainHead head, long records, Optional<Fault> firstFault) {

    public boolean verified() {
        return firstFault.isEmpty();
    }
}
