package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads a request's JSON and notes everything that is wrong with it. */
final class RequestBody {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2000;
    private static final int LONGEST_ADDRESS = 260;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
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

    Optional<Long> number(String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            faults.add(key + " is not a whole number");
            return Optional.empty();
        }
        return Optional.of(value.longValue());
    }

    Optional<Address> address(String key) {
        return text(key, LONGEST_ADDRESS)
                .flatMap(text -> converted(key, () -> {
                    int colon = text.lastIndexOf(':');
                    String port = text.substring(colon + 1);
                    if (colon < 0 || !PORT.matcher(port).matches()) {
                        throw new IllegalArgumentException("an address is HOST:PORT, for example 127.0.0.1:8081");
                    }
                    return new Address(text.substring(0, colon), Integer.parseInt(port));
                }));
    }

    Optional<Slot> slot(String key) {
        return text(key, LONGEST_NAME).flatMap(text -> converted(key, () -> Slot.of(text)));
    }

    Optional<DeploymentId> deployment() {
        return text("deployment", LONGEST_NAME).flatMap(text -> converted("deployment", () -> DeploymentId.of(text)));
    }

    private <T> Optional<T> converted(String key, Supplier<T> conversion) {
        try {
            return Optional.of(conversion.get());
        } catch (IllegalArgumentException e) {
            faults.add(key + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
