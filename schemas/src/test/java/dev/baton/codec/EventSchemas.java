package dev.baton.codec;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.Event;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Durations;
import dev.baton.model.EventId;
import dev.baton.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes an event's JSON Schema from its record: what is not optional is required, unknown properties are allowed. */
final class EventSchemas {

    private static final Map<Class<?>, Map<String, String>> SCALARS = Map.of(
            Instant.class, Map.of("type", "string", "format", "date-time"),
            Duration.class, Map.of("type", "string", "pattern", "^(" + Durations.GRAMMAR + "|P[0-9DTHMS.]+)$"),
            DeploymentId.class, Map.of("type", "string", "format", "uuid"),
            EventId.class, Map.of("type", "string"),
            ApplicationName.class, Map.of("type", "string", "pattern", "^" + ApplicationName.GRAMMAR + "$"),
            JsonNode.class, Map.of("type", "object"),
            Descriptor.class, Map.of("$ref", "urn:baton:schema:descriptor.v1"));

    private static final SchemaGenerator GENERATOR = generator();

    private EventSchemas() {}

    static JsonNode of(Class<? extends Event> kind) {
        var mapper = BatonJson.mapper();
        var schema = mapper.createObjectNode();
        var generated = (ObjectNode) mapper.valueToTree(
                mapper.convertValue(read(GENERATOR.generateSchema(kind).toString()), Object.class));
        schema.put("$schema", generated.remove("$schema").asText());
        schema.put("$id", EventCodec.schemaOf(kind));
        schema.put("title", kind.getSimpleName());
        schema.setAll(generated);
        return schema;
    }

    private static JsonNode read(String json) {
        try {
            return BatonJson.mapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SchemaGenerator generator() {
        var builder = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FLATTENED_OPTIONALS)
                .with(Option.INLINE_ALL_SCHEMAS)
                .without(Option.NULLABLE_FIELDS_BY_DEFAULT, Option.SCHEMA_VERSION_INDICATOR)
                .with(Option.SCHEMA_VERSION_INDICATOR);
        builder.forFields()
                .withRequiredCheck(field ->
                        !Optional.class.equals(field.getDeclaredType().getErasedType()) && !mayBeLeftOut(field));
        builder.forTypesInGeneral().withCustomDefinitionProvider(EventSchemas::scalar);
        return new SchemaGenerator(builder.build());
    }

    private static @Nullable CustomDefinition scalar(ResolvedType type, SchemaGenerationContext context) {
        var node = context.getGeneratorConfig().createObjectNode();
        if (type.getErasedType() == Slot.class) {
            node.put("type", "string").putArray("enum").add("a").add("b").add("c");
            return new CustomDefinition(node);
        }
        var scalar = SCALARS.get(type.getErasedType());
        if (scalar == null) {
            return null;
        }
        scalar.entrySet().stream()
                .sorted(Map.Entry.<String, String>comparingByKey().reversed())
                .forEach(entry -> node.put(entry.getKey(), entry.getValue()));
        return new CustomDefinition(node);
    }

    /** A list that is not written where it is empty, and is empty where it is not written. */
    private static boolean mayBeLeftOut(FieldScope field) {
        var inclusion = field.getAnnotationConsideringFieldAndGetter(JsonInclude.class);
        return inclusion != null && inclusion.value() == JsonInclude.Include.NON_EMPTY;
    }
}
