package dev.baton.audit.domain.chain;

import dev.baton.model.ApplicationName;

/**
 * The end of a chain. Whoever notes it down outside can later prove that nothing up to it was changed.
 *
 * @param application whose chain
 * @param sequence the last record's number; 0 while the chain is empty
 * @param hash the last record's hash; {@link Chain#genesis} while the chain is empty
 */
public record ChainHead(ApplicationName application, long sequence, Digest hash) {

    public ChainHead {
        if (sequence < 0) {
            throw new IllegalArgumentException("a chain holds no fewer than 0 records");
        }
    }
}
