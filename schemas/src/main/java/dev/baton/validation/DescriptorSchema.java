package dev.baton.validation;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.baton.codec.BatonJson;
import dev.baton.model.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The descriptor's JSON Schema, and its complaints in words that say what to write. */
final class DescriptorSchema {

    private static final String RESOURCE = "/dev/baton/schemas/descriptor.v1.json";

    private final JsonNode document;
    private final Schema schema;

    DescriptorSchema() {
        try (var in = DescriptorSchema.class.getResourceAsStream(RESOURCE)) {
            document = BatonJson.mapper().readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the descriptor's schema is missing from this build", unreadable);
        }
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(document.toString(), InputFormat.JSON);
    }

    List<Fault> check(JsonNode json, Positions positions) {
        return schema.validate(json.toString(), InputFormat.JSON).stream()
                .map(error -> fault(error, json, positions))
                .distinct()
                .toList();
    }

    private Fault fault(Error error, JsonNode json, Positions positions) {
        var at = error.getInstanceLocation().toString();
        var keyword = error.getKeyword();
        var rule = document.at(
                JsonPointer.valueOf(error.getSchemaLocation().getFragment().toString())
                        .head());
        var expected = rule.path("description").asText("a value as the schema describes it");
        return switch (keyword) {
            case "additionalProperties" -> {
                var path = at + "/" + error.getProperty();
                yield new Fault(
                        positions.line(path),
                        positions.column(path),
                        path,
                        "is no key that Baton knows",
                        "remove it or use one of: " + keys(rule));
            }
            case "required" ->
                new Fault(
                        positions.line(at),
                        positions.column(at),
                        at + "/" + error.getProperty(),
                        "is missing",
                        "add it: "
                                + rule.at("/properties/" + error.getProperty() + "/description")
                                        .asText(expected));
            case "propertyNames", "pattern", "minLength", "maxLength", "enum", "type" ->
                new Fault(
                        positions.line(at),
                        positions.column(at),
                        at,
                        "is not right: " + Text.quoted(shown(json.at(at))),
                        "write " + expected);
            default -> new Fault(positions.line(at), positions.column(at), at, error.getMessage(), "write " + expected);
        };
    }

    private static String keys(JsonNode rule) {
        return StreamSupport.stream(
                        ((Iterable<String>) () -> rule.path("properties").fieldNames()).spliterator(), false)
                .collect(Collectors.joining(", "));
    }

    private static String shown(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
