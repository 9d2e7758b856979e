package dev.baton.demo.report;

import dev.baton.load.Kind;
import dev.baton.load.LoadReport;
import dev.baton.load.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report as a person reads it. */
public final class ReportPage {

    private static final int LOSSES_SHOWN = 10;

    private final DemoReport report;
    private final Paint paint;
    private final List<String> lines = new ArrayList<>();

    /** Of this report, in this paint. */
    public ReportPage(DemoReport report, Paint paint) {
        this.report = report;
        this.paint = paint;
    }

    /** The whole page, line by line. */
    public List<String> lines() {
        lines.clear();
        traffic();
        switches();
        deployments();
        outage();
        machine();
        verdict();
        return List.copyOf(lines);
    }

    private void traffic() {
        heading("Traffic", "one strict client on raw sockets: nothing is retried, nothing forgiven");
        var table = new TextTable("", "requests", "lost", "p50 ms", "p99 ms", "max ms");
        for (Map.Entry<Kind, LoadReport.Figures> entry : report.load().kinds().entrySet()) {
            LoadReport.Figures figures = entry.getValue();
            table.row(
                    name(entry.getKey()),
                    count(figures.requests()),
                    count(figures.lost()),
                    decimal(figures.latency().p50()),
                    decimal(figures.latency().p99()),
                    decimal(figures.latency().max()));
        }
        add(table);
        lines.add("  " + count(report.load().webSocketMessages()) + " messages came over the WebSockets");
        report.load().losses().stream().limit(LOSSES_SHOWN).map(this::line).forEach(lines::add);
        int more = report.load().losses().size() - LOSSES_SHOWN;
        if (more > 0) {
            lines.add("  … and " + count(more) + " more");
        }
    }

    private String line(Loss loss) {
        return paint.bad("  lost: ") + loss.at() + " " + name(loss.kind()) + ", "
                + (loss.keptConnection() ? "kept" : "new") + " connection: " + loss.cause() + ", " + loss.detail();
    }

    private void switches() {
        heading("Switches", "from the event that decides to the first answer by the new version through NGINX");
        var table = new TextTable("", "released by", "decided → served", "late answers by the old");
        for (SwitchFigures move : report.switches()) {
            table.row(
                    "version " + move.fromVersion() + " → " + move.toVersion()
                            + (move.kind().equals("rollback") ? ", rollback" : ""),
                    move.releasedBy(),
                    move.decidedToServedMs() == SwitchFigures.NEVER ? "never" : millis(move.decidedToServedMs()),
                    count(move.staleAnswers()));
        }
        add(table);
        report.medianDecidedToServedMs().ifPresent(median -> lines.add("  median " + millis(median)));
    }

    private void deployments() {
        heading("Deployments", "each indexes " + count(report.blocks()) + " blocks into a database of its own");
        var table = new TextTable("", "outcome", "caught up in", "detected after", "beyond the stability time");
        for (DeploymentFigures deployment : report.deployments()) {
            table.row(
                    "version " + deployment.version(),
                    deployment.outcome(),
                    deployment.syncSeconds().map(ReportPage::seconds).orElse("–"),
                    shown(deployment.detectionMs()),
                    shown(deployment.detectionBeyondStableMs()));
        }
        add(table);
    }

    private void outage() {
        report.outage().ifPresent(act -> {
            heading("Baton dies, traffic does not notice", "kill -9 for " + String.join(", ", act.killed()));
            lines.add("  " + count(act.requests()) + " requests in the " + seconds(act.seconds())
                    + " without them: " + count(act.lostRequests()) + " lost, " + count(act.webSocketsBroken())
                    + " WebSockets broken");
        });
    }

    private void machine() {
        heading("Record and footprint", "");
        DemoReport.Audit audit = report.audit();
        lines.add("  audit     " + count(audit.records()) + " records, "
                + (audit.verified() ? paint.good("chain verified") : paint.bad("chain broken"))
                + audit.fault().map(fault -> ": " + fault).orElse(""));
        long total = report.memoryBytes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        lines.add("  memory    " + mebibytes(total) + " in all");
        report.memoryBytes().forEach((name, bytes) -> lines.add("            " + padded(name, 17) + mebibytes(bytes)));
        report.upMillis()
                .forEach((occasion, millis) ->
                        lines.add("  " + padded("up", 10) + padded(occasion, 17) + seconds(millis / 1e3)));
        report.versions().forEach((name, version) -> lines.add("  " + padded("", 10) + padded(name, 17) + version));
    }

    private void verdict() {
        lines.add("");
        List<String> failures = report.failures();
        if (failures.isEmpty()) {
            lines.add(paint.good("✓") + " "
                    + paint.bold(count(report.load().requests()) + " requests, "
                            + count(report.load().webSocketsOpened()) + " WebSockets, "
                            + report.switches().size()
                            + " switches: nothing was lost")
                    + paint.faint(", in " + seconds(report.tookSeconds())));
        } else {
            failures.forEach(failure -> lines.add(paint.bad("✗ " + failure)));
        }
    }

    private void heading(String title, String note) {
        lines.add("");
        lines.add(paint.bold(title) + (note.isEmpty() ? "" : "  " + paint.faint(note)));
    }

    private void add(TextTable table) {
        List<String> rows = table.lines();
        lines.add("  " + paint.faint(rows.getFirst()));
        rows.stream().skip(1).map(row -> "  " + row).forEach(lines::add);
    }

    private static String name(Kind kind) {
        return switch (kind) {
            case KEEP_ALIVE_GET -> "GET, kept connection";
            case POST -> "POST, kept connection";
            case NEW_CONNECTION_GET -> "GET, new connection each";
            case SLOW_POST -> "POST, slow";
            case WEB_SOCKET -> "WebSocket";
        };
    }

    private static String shown(Optional<Double> millis) {
        return millis.map(ReportPage::millis).orElse("–");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }

    private static String millis(double number) {
        return String.format(Locale.ROOT, "%,.0f ms", number);
    }

    private static String seconds(double number) {
        return String.format(Locale.ROOT, "%,.1f s", number);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,6d MiB", Math.round(bytes / 1048576.0));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
