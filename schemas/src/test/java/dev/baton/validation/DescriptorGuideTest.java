package dev.baton.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the guide in docs/ complete: every key with its default, in the schema's own words. */
class DescriptorGuideTest {

    @Test
    void theGuideExplainsEveryKey() throws IOException, URISyntaxException {
        var schema = BatonJson.mapper()
                .readTree(module().resolve("src/main/resources/dev/baton/schemas/descriptor.v1.json")
                        .toFile());
        var guide = guide();
        assertThat(Stream.of(schema, schema.at("/$defs/container"), schema.at("/$defs/volume"))
                        .flatMap(part -> rows("", part, schema).stream()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(guide).contains(row));
    }

    @Test
    void theGuidesExampleOfGatesIsOne() throws IOException, URISyntaxException {
        var example =
                guide().split("## Gates\\R", 2)[1].split("```yaml\\R", 2)[1].split("```", 2)[0];
        assertThat(new DescriptorReader().read(DescriptorReaderTest.SMALLEST + example))
                .isInstanceOfSatisfying(Reading.Valid.class, valid -> {
                    assertThat(valid.descriptor().gates().windows()).hasSize(3);
                    assertThat(valid.descriptor().gates().freezes()).hasSize(1);
                });
    }

    private static String guide() throws IOException, URISyntaxException {
        return Files.readString(module().resolveSibling("docs/descriptor.md"));
    }

    private static Path module() throws URISyntaxException {
        var classes =
                DescriptorGuideTest.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(classes.toURI()).getParent().getParent();
    }

    private static List<String> rows(String path, JsonNode node, JsonNode schema) {
        var rows = new ArrayList<String>();
        node.path("properties").properties().forEach(entry -> {
            var name = path + entry.getKey();
            var property = entry.getValue();
            var definition = property.has("$ref")
                    ? schema.at(property.get("$ref").asText().substring(1))
                    : property;
            var fallback =
                    property.has("default") ? "`" + property.get("default").asText() + "`" : "";
            rows.add("| `%s` | %s".formatted(name, fallback));
            rows.add(property.path("description")
                    .asText(definition.get("description").asText())
                    .replace("|", "\\|"));
            if (!property.has("$ref") && !name.equals("verify.source")) {
                rows.addAll(rows(name + ".", definition, schema));
            }
        });
        return rows;
    }
}
