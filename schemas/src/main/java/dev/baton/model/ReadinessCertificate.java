package dev.baton.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The proof that an instance is ready, and how long it counts. Readiness is a lease: past {@code validUntil} it is
 * proved again or it is gone.
 *
 * @param reachedTipAt when the first sample of the unbroken streak was taken
 * @param provenAt when the last sample of it was taken
 * @param validUntil the end of the lease
 * @param height the instance's height in the last sample, in blocks
 * @param tip the source's height in the last sample, in blocks
 * @param samples how many samples the streak has
 * @param conditions every condition with its verdict; all hold
 * @param evidence which samples it rests on, and who told the tip; empty in certificates of the first release
 */
public record ReadinessCertificate(
        Instant reachedTipAt,
        Instant provenAt,
        Instant validUntil,
        long height,
        long tip,
        int samples,
        List<Condition> conditions,
        Optional<Evidence> evidence) {

    /**
     * What a certificate rests on. The samples themselves are on the log of samples, under these numbers.
     *
     * @param firstSample the number of the streak's first sample
     * @param lastSample the number of its last sample
     * @param sources what each source of the tip told in the last sample
     * @param tipHash the hash of the block at the tip, where the sources tell one
     */
    public record Evidence(long firstSample, long lastSample, List<TipReading> sources, Optional<String> tipHash) {
        public Evidence {
            sources = List.copyOf(sources);
        }
    }

    public ReadinessCertificate {
        conditions = List.copyOf(conditions);
        if (samples < 1) {
            throw new IllegalArgumentException("a certificate rests on at least one sample");
        }
        if (reachedTipAt.isAfter(provenAt) || provenAt.isAfter(validUntil)) {
            throw new IllegalArgumentException("a certificate's times are in the order reached, proven, valid until");
        }
        if (!conditions.stream().allMatch(Condition::holds)) {
            throw new IllegalArgumentException("a certificate holds no failed condition");
        }
    }

    /** Without a word on what it rests on. */
    public ReadinessCertificate(
            Instant reachedTipAt,
            Instant provenAt,
            Instant validUntil,
            long height,
            long tip,
            int samples,
            List<Condition> conditions) {
        this(reachedTipAt, provenAt, validUntil, height, tip, samples, conditions, Optional.empty());
    }
}
