package dev.baton.cli.view;

import dev.baton.cli.client.Explanation;
import dev.baton.cli.client.Explanation.Condition;
import dev.baton.cli.client.Explanation.Readiness;
import dev.baton.model.TipReading;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Why a deployment stands where it stands, for people: the answer first, then what it rests on. */
public final class ExplanationText {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** What an assessment is renewed within while samples come, several times over. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final Duration NOW = Duration.ofSeconds(2);

    private final Explanation told;
    private final Instant now;
    private final ZoneId zone;

    private ExplanationText(Explanation told, Instant now, ZoneId zone) {
        this.told = told;
        this.now = now;
        this.zone = zone;
    }

    /** The whole answer, its lines ended. */
    public static String of(Explanation told, Instant now, ZoneId zone) {
        return new ExplanationText(told, now, zone).text();
    }

    private String text() {
        var text = new StringBuilder();
        text.append("%s %s, deployment %s in slot %s: %s for %s%n"
                .formatted(
                        told.application(),
                        told.version(),
                        told.deployment(),
                        told.slot(),
                        told.stage(),
                        ago(told.since())));
        told.reason()
                .ifPresent(reason -> text.append("because: ").append(reason).append('\n'));
        told.readiness().ifPresent(readiness -> text.append(headline(readiness)).append('\n'));
        told.waiting()
                .ifPresent(waiting -> text.append("waits for ")
                        .append(waiting.what())
                        .append(waiting.until()
                                .map(until -> ", until " + at(until) + " at the latest")
                                .orElse(""))
                        .append('\n'));
        told.expiresAt()
                .ifPresent(until ->
                        text.append("is ended at ").append(at(until)).append(" unless it is promoted before\n"));
        told.progress()
                .ifPresent(progress -> text.append(ProgressText.of(progress)).append('\n'));
        told.verification()
                .ifPresent(verification ->
                        text.append(VerificationText.of(verification, now)).append('\n'));
        told.readiness()
                .map(Readiness::conditions)
                .filter(all -> !all.isEmpty())
                .ifPresent(all -> text.append('\n').append(ConditionText.of(all, condition -> ago(condition.since()))));
        if (!told.sources().isEmpty()) {
            text.append('\n').append(sources());
        }
        return text.toString();
    }

    private String headline(Readiness readiness) {
        var stale = asOf(readiness.assessedAt());
        if (readiness.ready()) {
            return "ready"
                    + readiness
                            .provenUntil()
                            .map(until -> ", proven until " + at(until))
                            .orElse("") + stale;
        }
        return "not ready: "
                + ObstacleText.of(
                        readiness.unmet().stream().map(Condition::plain).toList()) + between(readiness) + stale;
    }

    /** What is told at changes and now and then may be older than the progress below it. */
    private String asOf(Instant assessedAt) {
        var age = Duration.between(assessedAt, now);
        if (age.compareTo(FRESH) > 0) {
            return " (as of " + ago(assessedAt) + " ago: no newer sample has come)";
        }
        return age.compareTo(NOW) > 0 ? " (as of " + ago(assessedAt) + " ago)" : "";
    }

    private String between(Readiness readiness) {
        return readiness
                .readyFrom()
                .map(from -> readiness
                        .readyBy()
                        .map(by -> at(from).equals(at(by))
                                ? "; ready at about " + at(by)
                                : "; ready between " + at(from) + " and " + at(by))
                        .orElse("; ready at " + at(from) + " at the soonest"))
                .orElse("");
    }

    private String sources() {
        var table = new Table("", "TIP SOURCE", "HEIGHT", "NOT MORE FOR", "LEFT OUT BECAUSE");
        for (TipReading source : told.sources()) {
            table.row(
                    source.leftOut().isEmpty() ? "✓" : "✗",
                    source.name(),
                    source.height()
                            .map(height -> String.format(Locale.ROOT, "%,d", height))
                            .orElse("-"),
                    source.age().map(ProgressText::duration).orElse("-"),
                    source.leftOut().orElse(""));
        }
        return table.toString();
    }

    /** Today's times without their date. */
    private String at(Instant time) {
        var local = time.atZone(zone);
        return local.toLocalDate().equals(now.atZone(zone).toLocalDate()) ? CLOCK.format(local) : DAY.format(local);
    }

    private String ago(Instant time) {
        return Optional.of(Duration.between(time, now))
                .filter(passed -> !passed.isNegative())
                .map(ProgressText::duration)
                .orElse("0s");
    }
}
