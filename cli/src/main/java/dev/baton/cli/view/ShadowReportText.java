package dev.baton.cli.view;

import dev.baton.cli.client.ShadowReport;
import dev.baton.cli.client.ShadowReport.Unmet;
import dev.baton.cli.client.ShadowReport.WouldEnd;
import dev.baton.cli.client.ShadowReport.WouldSwitch;
import dev.baton.model.TipReading;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** When another tool switched, when Baton would have, and why these differ, for people: the answer first. */
public final class ShadowReportText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final ShadowReport report;
    private final ZoneId zone;

    private ShadowReportText(ShadowReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
    }

    /** The whole report, its lines ended. */
    public static String of(ShadowReport report, ZoneId zone) {
        return new ShadowReportText(report, zone).text();
    }

    private String text() {
        var text = new StringBuilder();
        text.append("%n%s %s at %s, watched from %s for %s; nothing was switched%n"
                .formatted(
                        report.application(),
                        report.version(),
                        report.green(),
                        at(report.startedAt()),
                        ProgressText.duration(Duration.between(report.startedAt(), report.endedAt()))));
        text.append(other()).append('\n').append(ours()).append('\n');
        if (report.otherSwitchedAt().isPresent()) {
            text.append(why());
        }
        if (!report.verified().isEmpty()) {
            text.append("found equal: ")
                    .append(report.verified().stream()
                            .map(check -> String.format(
                                    Locale.ROOT,
                                    "%s against %s (%,d)",
                                    check.name(),
                                    check.against(),
                                    check.compared()))
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        text.append("not looked at:\n");
        report.notChecked().forEach(what -> text.append("  ").append(what).append('\n'));
        return text.toString();
    }

    private String other() {
        if (report.otherSwitchedAt().isEmpty()) {
            return "the other tool was not seen to switch";
        }
        var when = "the other tool switched at " + at(report.otherSwitchedAt().get());
        return when
                + report.otherLater()
                        .map(later -> later.isNegative()
                                ? ": TOO EARLY, by " + ProgressText.duration(later.negated())
                                : ", " + ProgressText.duration(later) + " after Baton would have")
                        .orElse(report.wouldEnd().isPresent() ? "" : ": TOO EARLY");
    }

    private String ours() {
        return report.wouldSwitch()
                .map(this::release)
                .or(() -> report.wouldEnd().map(this::end))
                .orElse("Baton would not have switched by now");
    }

    private String release(WouldSwitch ours) {
        return String.format(
                Locale.ROOT,
                "Baton would have %s at %s: height %,d, tip %,d, verified",
                report.byHand() ? "asked a person to release it" : "switched",
                at(ours.at()),
                ours.height(),
                ours.tip());
    }

    private String end(WouldEnd end) {
        return "Baton would have ended the deployment at " + at(end.at()) + ": " + end.reason();
    }

    private String why() {
        if (report.atOtherSwitch().isEmpty()) {
            return "when the other tool switched, every condition held\n";
        }
        var table = new Table("THEN IT LACKED", "WAS", "MUST BE");
        report.atOtherSwitch()
                .forEach(unmet -> table.row(
                        "✗ " + unmet.name(),
                        ConditionText.readable(unmet.value()),
                        ConditionText.readable(unmet.bound())));
        var text = new ArrayList<String>();
        text.add(table.toString().stripTrailing());
        report.sources().stream()
                .filter(source -> source.leftOut().isPresent())
                .map(ShadowReportText::silent)
                .forEach(text::add);
        report.atOtherSwitch().stream().flatMap(unmet -> remedy(unmet).stream()).forEach(text::add);
        return String.join("\n", text) + "\n";
    }

    private static Optional<String> remedy(Unmet unmet) {
        return unmet.remedy().map(remedy -> unmet.name() + " lacked " + ConditionText.readable(remedy));
    }

    private static String silent(TipReading source) {
        return "tip source " + source.name() + " was left out: "
                + source.leftOut().orElse("")
                + source.age()
                        .map(age -> ", silent for " + ProgressText.duration(age))
                        .orElse("");
    }

    private String at(Instant time) {
        return TIME.format(time.atZone(zone));
    }
}
