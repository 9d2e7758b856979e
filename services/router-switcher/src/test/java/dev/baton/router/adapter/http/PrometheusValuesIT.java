package dev.baton.router.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.descriptor.PromQuery;
import dev.baton.router.Prometheus;
import dev.baton.router.domain.QueriedValues.Reading;
import dev.baton.support.FreePorts;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusValuesIT {

    private final PrometheusValues values = new PrometheusValues(Duration.ofSeconds(2));

    @AfterEach
    void close() {
        values.close();
    }

    @Test
    void takesTheOneNumberThatARealPrometheusAnswers(@TempDir Path folder) throws Exception {
        assumeTrue(Prometheus.binary().isPresent(), "not run: install prometheus");
        try (var prometheus = Prometheus.start(folder)) {
            assertThat(ask(prometheus.url(), "vector(41) + 1")).isEqualTo(new Reading.Value(42));
            assertThat(ask(prometheus.url(), "7")).isEqualTo(new Reading.Value(7));
            assertThat(ask(prometheus.url(), "vector(1) / 0")).isEqualTo(new Reading.Value(Double.POSITIVE_INFINITY));
            assertThat(ask(URI.create(prometheus.url() + "/"), "1e3")).isEqualTo(new Reading.Value(1000));

            assertThat(reason(ask(prometheus.url(), "vector(0) / 0"))).isEqualTo("NaN");
            assertThat(reason(ask(prometheus.url(), "nothing_of_that_name"))).isEqualTo("0 results instead of one");
            assertThat(reason(ask(prometheus.url(), "label_replace(vector(1), \"a\", \"b\", \"\", \"\") or vector(2)")))
                    .isEqualTo("2 results instead of one");
            assertThat(reason(ask(prometheus.url(), "rate(")))
                    .startsWith("HTTP 400: ")
                    .contains("parse error");
            assertThat(reason(ask(prometheus.url(), "\"text\""))).isEqualTo("the result is no single number");
        }
    }

    @Test
    void knowsNothingFromWhatIsNoPrometheusOrIsNotThere() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var port = FreePorts.next();
            vertx.createHttpServer()
                    .requestHandler(request -> {
                        switch (request.path().charAt(1)) {
                            case 'h' -> {} // hangs
                            case 'l' -> request.response().end("{\"status\":\"" + "x".repeat(1_000_000) + "\"}");
                            default -> request.response().end("<html>");
                        }
                    })
                    .listen(port, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            var base = "http://127.0.0.1:" + port;
            assertThat(reason(ask(URI.create(base), "1"))).isEqualTo("HTTP 200, and no JSON");
            assertThat(reason(ask(URI.create(base + "/h"), "1"))).isEqualTo("no answer within 2000 ms");
            assertThat(reason(ask(URI.create(base + "/l"), "1"))).startsWith("no answer: ");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
        assertThat(reason(ask(URI.create("http://127.0.0.1:" + FreePorts.next()), "1")))
                .startsWith("no answer: ");
    }

    private Reading ask(URI url, String query) {
        return values.ask(new PromQuery("test", url, query, Optional.of(1.0), Optional.empty()));
    }

    private static String reason(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Unknown.class);
        return ((Reading.Unknown) reading).reason();
    }
}
