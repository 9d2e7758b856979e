package dev.baton.syncmonitor.adapter.probe;

import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;
import java.util.Map;

/** The value of one series in Prometheus' text format. */
final class PrometheusProbe implements HeightProbe {

    private final Web web;
    private final URI address;
    private final String metric;
    private final Map<String, String> labels;

    /** @param labels that the series has, beside others */
    PrometheusProbe(Web web, URI address, String metric, Map<String, String> labels) {
        this.web = web;
        this.address = address;
        this.metric = metric;
        this.labels = Map.copyOf(labels);
    }

    @Override
    public String name() {
        return "prometheus " + metric + " at " + Web.shown(address);
    }

    @Override
    public Reading read() {
        try {
            return read(web.text(address));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    private Reading read(String page) {
        var found = PrometheusText.series(page, metric).stream()
                .filter(series -> series.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
        return switch (found.size()) {
            case 0 -> new Reading.Unknown(name() + ": there is no such series");
            case 1 -> Heights.text(name(), found.getFirst().value());
            default ->
                new Reading.Unknown(name() + ": " + found.size() + " series fit; choose one with prometheus.labels, "
                        + found.getFirst().labels() + " say");
        };
    }
}
