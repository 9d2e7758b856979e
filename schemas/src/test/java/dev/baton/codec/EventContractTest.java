package dev.baton.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.baton.codec.Decoded.Readable;
import dev.baton.events.Envelope;
import dev.baton.events.EventSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event against its golden sample and its schema, in both directions. {@code -Dbaton.update=true} writes samples
 * and schemas that do not exist yet; those that exist are a released contract and are never rewritten by it.
 */
class EventContractTest {

    private static final Path RESOURCES = ContractFiles.module().resolve("src/test/resources");
    private final EventCodec codec = new EventCodec();

    static Stream<Envelope<?>> events() {
        return EventSamples.all();
    }

    @Test
    void everyKindOfEventHasASample() {
        var sampled = events().map(Envelope::type).collect(Collectors.toSet());
        assertThat(sampled).isEqualTo(EventCodec.kinds().keySet());
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesTheGoldenSample(Envelope<?> envelope) throws IOException {
        var written = BatonJson.mapper().readTree(codec.encode(envelope));
        ContractFiles.writeIfMissing(golden(envelope), written);
        assertThat(written)
                .isEqualTo(BatonJson.mapper().readTree(golden(envelope).toFile()));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsTheGoldenSample(Envelope<?> envelope) throws IOException {
        assertThat(codec.decode(Files.readAllBytes(golden(envelope)))).isEqualTo(new Readable(envelope));
    }

    @ParameterizedTest
    @MethodSource("events")
    void theGoldenSampleFitsItsSchema(Envelope<?> envelope) throws IOException {
        var data = BatonJson.mapper().readTree(golden(envelope).toFile()).get("data");
        var schema = Files.readString(ContractFiles.schema(envelope.event().getClass()));
        var registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of("urn:baton:schema:descriptor.v1", ContractFiles.descriptorSchema())));
        assertThat(registry.getSchema(schema).validate(data.toString(), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSchemaIsTheOneOfTheRecord(Envelope<?> envelope) throws IOException {
        var kind = envelope.event().getClass();
        var generated = EventSchemas.of(kind);
        ContractFiles.writeIfMissing(ContractFiles.schema(kind), generated);
        assertThat(BatonJson.mapper().readTree(ContractFiles.schema(kind).toFile()))
                .as(
                        "the record of %s and its schema differ; delete the schema and run the test with"
                                + " -Dbaton.update=true to write it anew",
                        envelope.type())
                .isEqualTo(generated);
    }

    private static Path golden(Envelope<?> envelope) {
        return RESOURCES.resolve("golden/" + envelope.type() + ".json");
    }

    @Test
    void samplesAreText() throws IOException {
        try (var files = Files.list(RESOURCES.resolve("golden"))) {
            assertThat(files)
                    .allSatisfy(
                            file -> assertThat(Files.readString(file, UTF_8)).endsWith("}\n"));
        }
    }
}
