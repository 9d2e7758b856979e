package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.core.JsonPointer;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;

/** Reads a height out of a JSON document over HTTP. */
public final class JsonHeightProbe implements HeightProbe {

    private final Web web;
    private final URI address;
    private final JsonPointer pointer;

    /** @param pointer where the height stands in the document */
    public JsonHeightProbe(Web web, URI address, JsonPointer pointer) {
        this.web = web;
        this.address = address;
        this.pointer = pointer;
    }

    @Override
    public String name() {
        return "http " + Web.shown(address);
    }

    @Override
    public Reading read() {
        try {
            return Heights.decimal(name() + " at " + pointer, web.get(address).at(pointer));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }
}
