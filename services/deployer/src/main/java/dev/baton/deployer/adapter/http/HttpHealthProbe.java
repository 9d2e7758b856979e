package dev.baton.deployer.adapter.http;

import dev.baton.deployer.domain.HealthProbe;
import dev.baton.model.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Asks with one GET per question, on a connection of its own each time, and reads the status alone. */
public final class HttpHealthProbe implements HealthProbe {
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration limit;

    /**
     * A probe.
     *
     * @param limit how long one question may take
     */
    public HttpHealthProbe(Duration limit) {
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                // A redirect may lead to another instance, whose health says nothing about this one.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Health ask(Address address, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(address.http(path))
                    .timeout(limit)
                    .GET()
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == OK
                    ? new Health.Healthy()
                    : new Health.Unhealthy("http://" + address + path + " answered " + status);
        } catch (HttpTimeoutException _) {
            return new Health.Unhealthy(
                    "http://" + address + path + " did not answer within " + limit.toMillis() + " ms");
        } catch (ConnectException _) {
            return new Health.Unhealthy("nothing listens on " + address);
        } catch (IOException e) {
            return new Health.Unhealthy(
                    "http://" + address + path + " broke off: " + e.getClass().getSimpleName());
        } catch (IllegalArgumentException _) {
            return new Health.Unhealthy("the health path " + path + " is no valid path of a URL: correct run.health");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Health.Unhealthy("the deployer is stopping");
        }
    }
}
