package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;

/** Where a JSON-RPC server is asked. */
interface Endpoint {

    /** For a person to read; holds no secret. */
    String name();

    /** How many calls one request can have. */
    int most();

    /**
     * The document that answers the one that is posted.
     *
     * @param calls how many calls are in it
     */
    JsonNode post(JsonNode document, int calls) throws NoAnswer;
}
