package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.SecretRef;

/** The value of an environment variable: written down, or the name of a secret. */
public sealed interface EnvironmentValue {

    /** A value that anyone may read. */
    record Plain(@JsonValue String text) implements EnvironmentValue {}

    /** A value that the deployer looks up where the instance starts. */
    record Secret(@JsonValue SecretRef reference) implements EnvironmentValue {}

    /** @throws IllegalArgumentException where it is neither a text, a number, a boolean nor {@code {secret: NAME}} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static EnvironmentValue of(JsonNode node) {
        if (node.isValueNode() && !node.isNull()) {
            return new Plain(node.asText());
        }
        if (node.isObject() && node.size() == 1 && node.path("secret").isTextual()) {
            return new Secret(new SecretRef(node.get("secret").textValue()));
        }
        throw new IllegalArgumentException("a value in environment is a text or {secret: NAME}");
    }
}
