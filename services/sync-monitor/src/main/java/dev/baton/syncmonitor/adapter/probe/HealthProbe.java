package dev.baton.syncmonitor.adapter.probe;

import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;

/** A service that has nothing to catch up with stands at height 0, the tip, while it answers with 200. */
public final class HealthProbe implements HeightProbe {

    private final Web web;
    private final URI address;

    public HealthProbe(Web web, URI address) {
        this.web = web;
        this.address = address;
    }

    @Override
    public String name() {
        return "health " + Web.shown(address);
    }

    @Override
    public Reading read() {
        try {
            web.expectOk(address);
            return new Reading.Height(0);
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }
}
