package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Text;

/** GraphQL over HTTP: a refusal comes with status 200. */
final class GraphQl {

    private GraphQl() {}

    /** What the first error of an answer says, to be put behind a sentence; empty where there is none. */
    static String complaint(JsonNode answer) {
        var message = answer.at("/errors/0/message");
        return message.isTextual() ? "; the server says " + Text.quoted(message.textValue()) : "";
    }
}
