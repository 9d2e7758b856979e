package dev.baton.model;

import java.time.Instant;
import java.util.List;

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
 */
public record ReadinessCertificate(
        Instant reachedTipAt,
        Instant provenAt,
        Instant validUntil,
        long height,
        long tip,
        int samples,
        List<Condition> conditions) {

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
}
