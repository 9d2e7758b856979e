package dev.baton.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A released schema only ever gains optional fields. The released state of each is kept in {@code released/}; a new
 * schema is put there by {@code -Dbaton.update=true}, an existing one is changed only by a release.
 */
class SchemaCompatibilityContractTest {

    private static final Path RELEASED = ContractFiles.module().resolve("src/test/resources/released");

    static Stream<String> names() throws IOException {
        try (var files = Files.list(ContractFiles.module().resolve("src/main/resources/dev/baton/schemas"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSchemaAcceptsAllThatItsReleaseAccepts(String name) throws IOException {
        var current = BatonJson.mapper()
                .readTree(ContractFiles.module()
                        .resolve("src/main/resources/dev/baton/schemas/" + name)
                        .toFile());
        ContractFiles.writeIfMissing(RELEASED.resolve(name), current);
        var released = BatonJson.mapper().readTree(RELEASED.resolve(name).toFile());
        assertThat(SchemaCompatibility.breaks(released, current)).isEmpty();
    }

    @Test
    void noReleasedSchemaDisappears() throws IOException {
        try (var files = Files.list(RELEASED)) {
            assertThat(names())
                    .containsAll(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void findsEveryBreakingChange() throws IOException {
        var released = BatonJson.mapper().readTree("""
                        {"type": "object", "required": ["a"], "properties": {
                          "a": {"type": "string", "enum": ["x", "y"]},
                          "b": {"type": "array", "items": {"type": "object", "properties": {"c": {"type": "integer"}}}}}}
                        """);
        assertThat(SchemaCompatibility.breaks(released, changed(released, "/properties", "a", null)))
                .containsExactly("/properties/a is gone");
        assertThat(SchemaCompatibility.breaks(released, changed(released, "/properties/a", "type", "\"integer\"")))
                .containsExactly("/properties/a/type changed from \"string\" to \"integer\"");
        assertThat(SchemaCompatibility.breaks(released, changed(released, "/properties/a", "enum", "[\"x\"]")))
                .containsExactly("/properties/a/enum changed from [\"x\",\"y\"] to [\"x\"]");
        assertThat(SchemaCompatibility.breaks(released, changed(released, "", "required", "[\"a\",\"b\"]")))
                .containsExactly("/required gained b");
        assertThat(SchemaCompatibility.breaks(released, changed(released, "", "required", "[]")))
                .containsExactly("/required lost a");
        assertThat(SchemaCompatibility.breaks(
                        released, changed(released, "/properties/b/items/properties/c", "type", "\"string\"")))
                .containsExactly("/properties/b/items/properties/c/type changed from \"integer\" to \"string\"");
        assertThat(SchemaCompatibility.breaks(
                        released, changed(released, "/properties", "d", "{\"type\": \"string\"}")))
                .as("an optional field more")
                .isEqualTo(List.of());
    }

    private static JsonNode changed(JsonNode schema, String at, String key, String json) throws IOException {
        var copy = schema.deepCopy();
        var target = (ObjectNode) copy.at(at);
        if (json == null) {
            target.remove(key);
        } else {
            target.set(key, BatonJson.mapper().readTree(json));
        }
        return copy;
    }
}
