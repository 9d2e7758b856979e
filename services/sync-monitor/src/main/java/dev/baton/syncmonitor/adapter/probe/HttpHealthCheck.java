package dev.baton.syncmonitor.adapter.probe;

import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HealthCheck;
import java.net.URI;
import java.util.Optional;

/** An instance is healthy when its health path answers 200. */
public final class HttpHealthCheck implements HealthCheck {

    private final Web web;
    private final URI address;

    public HttpHealthCheck(Web web, URI address) {
        this.web = web;
        this.address = address;
    }

    @Override
    public Optional<String> ailment() {
        try {
            web.expectOk(address);
            return Optional.empty();
        } catch (NoAnswer none) {
            return Optional.of(none.reason());
        }
    }
}
