package dev.baton.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.Progress;
import dev.baton.cli.client.ShadowReport;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.VerificationProgress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a shadow tells, for people: where green stands, in place; what happens, on lines that stay; the report. */
public final class ShadowText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final LiveLines lines;
    private final Clock clock;
    private final ZoneId zone;
    private String standing = "green has not answered its health check yet";
    private Optional<Instant> assessedAt = Optional.empty();
    private Optional<String> progress = Optional.empty();
    private Optional<String> verification = Optional.empty();

    public ShadowText(LiveLines lines, Clock clock, ZoneId zone) {
        this.lines = lines;
        this.clock = clock;
        this.zone = zone;
    }

    /** Shows one line of the shadow's, which was read as JSON. */
    public void show(JsonNode line) {
        switch (line.path("kind").asText()) {
            case "sample" -> sampled(line.path("sample"));
            case "assessment" -> assessed(AuditApi.read(line.path("assessment"), ReadinessAssessed.class));
            case "verification" -> verifying(AuditApi.read(line.path("progress"), VerificationProgress.class));
            case "note" -> stays(line, line.path("text").asText());
            case "other-switched" -> stays(line, "the other tool has switched");
            case "would-switch" ->
                stays(
                        line,
                        "Baton would have switched: ready at height %,d, tip %,d, and verified"
                                .formatted(
                                        line.path("height").asLong(),
                                        line.path("tip").asLong()));
            case "would-end" ->
                stays(
                        line,
                        "Baton would have ended the deployment: "
                                + line.path("reason").asText());
            case "report" -> {
                lines.show(List.of());
                ShadowReportText.of(AuditApi.read(line, ShadowReport.class), zone)
                        .lines()
                        .forEach(lines::print);
            }
            default -> {
                // Of a newer shadow.
            }
        }
    }

    private void sampled(JsonNode sample) {
        var told = AuditApi.read(((ObjectNode) sample).put("deployment", "green"), Progress.class);
        progress = Optional.of(ProgressText.of(told));
        draw();
    }

    private void assessed(ReadinessAssessed assessment) {
        assessedAt = Optional.of(assessment.assessedAt());
        standing = assessment.ready()
                ? "ready"
                : "not ready: "
                        + ObstacleText.of(assessment.findings().stream()
                                .map(ReadinessAssessed.Finding::condition)
                                .filter(condition -> !condition.holds())
                                .toList());
        draw();
    }

    private void verifying(VerificationProgress told) {
        var where = VerificationText.of(told.check(), told.against(), told.done(), told.total());
        verification =
                Optional.of(told.held().map(why -> where + "; held: " + why).orElse(where));
        draw();
    }

    private void stays(JsonNode line, String text) {
        var at = Optional.of(line.path("at").asText())
                .filter(time -> !time.isEmpty())
                .map(Instant::parse)
                .orElseGet(clock::instant);
        verification = Optional.empty();
        lines.print(TIME.format(at.atZone(zone)) + "  " + text);
        draw();
    }

    private void draw() {
        var all = new ArrayList<String>();
        // With the time of the assessment, which may be older than the progress below it.
        all.add(TIME.format(assessedAt.orElseGet(clock::instant).atZone(zone)) + "  " + standing);
        progress.ifPresent(text -> all.add("  " + text));
        verification.ifPresent(text -> all.add("  " + text));
        lines.show(all);
    }
}
