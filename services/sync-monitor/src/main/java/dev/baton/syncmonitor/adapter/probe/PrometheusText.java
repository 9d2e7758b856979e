package dev.baton.syncmonitor.adapter.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads Prometheus' text format, version 0.0.4, and OpenMetrics as far as it is the same. */
final class PrometheusText {

    private static final Pattern LINE = Pattern.compile(
            "([A-Za-z_:][A-Za-z0-9_:]*)[ \\t]*(?:\\{((?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*+\")*+)\\})?[ \\t]*([^\\s{]\\S*)(?:[ \\t].*)?");
    private static final Pattern LABEL =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*\"((?:[^\"\\\\]|\\\\.)*+)\"");

    private PrometheusText() {}

    /**
     * One line.
     *
     * @param value as it stands there
     */
    record Series(Map<String, String> labels, String value) {}

    /** All series of a metric, in their order; lines that cannot be read are none. */
    static List<Series> series(String page, String metric) {
        return page.lines()
                .filter(line -> line.startsWith(metric))
                .flatMap(line -> parsed(metric, line).stream())
                .toList();
    }

    private static Optional<Series> parsed(String metric, String line) {
        var parts = LINE.matcher(line);
        if (!parts.matches() || !parts.group(1).equals(metric)) {
            return Optional.empty();
        }
        var labels = new HashMap<String, String>();
        if (parts.group(2) != null) {
            var label = LABEL.matcher(parts.group(2));
            while (label.find()) {
                labels.put(label.group(1), unescaped(label.group(2)));
            }
        }
        return Optional.of(new Series(labels, parts.group(3)));
    }

    private static String unescaped(String value) {
        var text = new StringBuilder();
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                var next = value.charAt(++i);
                text.append(next == 'n' ? '\n' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
