package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;
import java.util.Optional;

/** Reads a height out of a JSON document over HTTP: one that is there, or the answer to one that is sent. */
public final class JsonHeightProbe implements HeightProbe {

    private final Web web;
    private final URI address;
    private final JsonPointer pointer;
    private final String method;
    private final Optional<String> body;

    /**
     * @param pointer where the height stands in the document
     * @param method where empty, POST if there is a body, else GET
     * @param body the JSON to send
     */
    public JsonHeightProbe(Web web, URI address, JsonPointer pointer, Optional<String> method, Optional<String> body) {
        this.web = web;
        this.address = address;
        this.pointer = pointer;
        this.method = method.orElse(body.isPresent() ? "POST" : "GET");
        this.body = body;
    }

    @Override
    public String name() {
        return "http " + Web.shown(address);
    }

    @Override
    public Reading read() {
        try {
            var document = web.json(method, address, body);
            var place = document.at(pointer);
            return place.isMissingNode() || place.isNull()
                    ? new Reading.Unknown(name() + " at " + pointer + ": there is no height at that place"
                            + GraphQl.complaint(document))
                    : Heights.decimal(name() + " at " + pointer, place);
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }
}
