package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.model.DeploymentId;
import dev.baton.model.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a request's JSON and notes everything that is wrong with it. */
final class RequestBody {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2000;
    private static final String UNNAMED = "http";

    private final JsonNode json;
    private final List<String> faults = new ArrayList<>();

    private RequestBody(JsonNode json) {
        this.json = json;
    }

    /** Reads the text; nothing at all is an object without keys. */
    static RequestBody of(String text, Set<String> keys) {
        JsonNode none = BatonJson.mapper().createObjectNode();
        if (text.isBlank()) {
            return new RequestBody(none);
        }
        JsonNode json;
        try {
            json = BatonJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            RequestBody unreadable = new RequestBody(none);
            unreadable.faults.add("the body is not JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ")");
            return unreadable;
        }
        RequestBody body = new RequestBody(json.isObject() ? json : none);
        if (!json.isObject()) {
            body.faults.add("the body is not a JSON object");
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                body.faults.add("the key " + Text.quoted(key) + " is unknown; known are "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        });
        return body;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    void fault(String what) {
        faults.add(what);
    }

    boolean readable() {
        return faults.isEmpty();
    }

    Optional<JsonNode> object(String key) {
        JsonNode value = json.path(key);
        if (!value.isObject()) {
            faults.add(value.isMissingNode() ? key + " is missing" : key + " is not a JSON object");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    Optional<String> text(String key, int longest) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            faults.add(key + " is not a text");
            return Optional.empty();
        }
        String text = value.textValue();
        if (text.isBlank() || text.length() > longest || text.codePoints().anyMatch(Character::isISOControl)) {
            faults.add(key + " has 1 to " + longest + " characters, none of them a control character");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    String requestedBy() {
        return text("requestedBy", LONGEST_NAME).orElse(UNNAMED);
    }

    Optional<String> reason() {
        return text("reason", LONGEST_REASON);
    }

    boolean flag(String key) {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            faults.add(key + " is not true or false");
        }
        return value.asBoolean(false);
    }

    Optional<DeploymentId> deployment() {
        return text("deployment", LONGEST_NAME).flatMap(text -> {
            try {
                return Optional.of(DeploymentId.of(text));
            } catch (IllegalArgumentException e) {
                faults.add("deployment: " + e.getMessage());
                return Optional.empty();
            }
        });
    }
}
