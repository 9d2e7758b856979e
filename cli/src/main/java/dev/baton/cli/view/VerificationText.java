package dev.baton.cli.view;

import dev.baton.cli.client.Explanation.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How far the verification of a deployment's data is, on one line. */
public final class VerificationText {
    private VerificationText() {}

    /** For example {@code verification: table blocks against blue, 3,200,000 of 5,000,000, for 4s}. */
    public static String of(Verification running, Instant now) {
        var time = Duration.between(running.since(), now);
        var ago = ProgressText.duration(time.isNegative() ? Duration.ZERO : time);
        var where = of(running.check(), running.against(), running.done(), running.total());
        return running.held()
                .map(why -> where + "; held for " + ago + ": " + why)
                .orElse(where + ", for " + ago);
    }

    /** Without the time. */
    static String of(String check, String against, long done, Optional<Long> total) {
        return String.format(
                Locale.ROOT,
                "verification: %s against %s, %,d%s",
                check,
                against,
                done,
                total.map(all -> String.format(Locale.ROOT, " of %,d", all)).orElse(""));
    }
}
