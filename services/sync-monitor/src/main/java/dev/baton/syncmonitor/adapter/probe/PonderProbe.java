package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The newest block that a Ponder application has indexed, from its {@code /status}. Its {@code /health} and
 * {@code /ready} are not asked: the one answers 200 before it is in sync, the other never takes it back.
 */
final class PonderProbe implements HeightProbe {

    private final Web web;
    private final URI address;
    private final Optional<String> chain;

    /**
     * @param address what {@code /status} stands below
     * @param chain which of its chains; empty where it has one
     */
    PonderProbe(Web web, URI address, Optional<String> chain) {
        this.web = web;
        this.address = address;
        this.chain = chain;
    }

    @Override
    public String name() {
        return "ponder " + Web.shown(address);
    }

    @Override
    public Reading read() {
        try {
            return read(web.get(Web.below(address, "/status", "")));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    private Reading read(JsonNode status) {
        var names = new ArrayList<String>();
        status.fieldNames().forEachRemaining(names::add);
        if (chain.isEmpty() && names.size() > 1) {
            return new Reading.Unknown(name() + " has several chains, " + Text.quoted(String.join(", ", names))
                    + ": name one with ponder.chain");
        }
        var wanted = chain.or(() -> names.stream().findFirst()).orElse("");
        if (!names.contains(wanted)) {
            return new Reading.Unknown(name() + " has no chain " + Text.quoted(wanted) + ", only "
                    + Text.quoted(String.join(", ", names)));
        }
        return Heights.decimal(
                name() + " at " + wanted, status.path(wanted).path("block").path("number"));
    }
}
