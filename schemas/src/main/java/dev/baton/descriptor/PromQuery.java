package dev.baton.descriptor;

import java.net.URI;
import java.util.Optional;

/**
 * A question to a Prometheus server whose answer must stay within a bound.
 *
 * @param name what people call it
 * @param url the server, e.g. {@code http://prometheus:9090}
 * @param query PromQL whose result is one number
 * @param below the result must be below that
 * @param above the result must be above that
 */
public record PromQuery(String name, URI url, String query, Optional<Double> below, Optional<Double> above) {

    public PromQuery {
        if (name.isBlank() || query.isBlank()) {
            throw new IllegalArgumentException("rollback.promql needs a name and a query for each question");
        }
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("rollback.promql.url is an http or https address");
        }
        if (below.isEmpty() && above.isEmpty()) {
            throw new IllegalArgumentException("rollback.promql needs a bound: below or above");
        }
    }
}
