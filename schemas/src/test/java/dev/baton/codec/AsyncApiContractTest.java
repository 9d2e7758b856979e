package dev.baton.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The channels' description names every event and topic that the code knows, and only these. */
class AsyncApiContractTest {

    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        document = new YAMLMapper()
                .readTree(ContractFiles.module().resolve("asyncapi.yaml").toFile());
    }

    @Test
    void namesEveryKindOfEvent() {
        var names = document.at("/components/messages").findValuesAsText("name");
        assertThat(new HashSet<>(names)).isEqualTo(EventCodec.kinds().keySet());
    }

    @Test
    void namesEveryTopic() {
        var expected = Arrays.stream(Topic.values())
                .map(topic -> topic.in(Topic.DEFAULT_PREFIX))
                .toList();
        assertThat(document.at("/channels").findValuesAsText("address")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = document.findValuesAsText("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(Files.exists(ContractFiles.module().resolve(reference)))
                        .as(reference)
                        .isTrue();
            }
        });
    }

    @Test
    void everyMessageIsInAChannel() {
        var inChannels = new HashSet<String>();
        document.at("/channels")
                .forEach(channel -> channel.get("messages").fieldNames().forEachRemaining(inChannels::add));
        Set<String> described = new HashSet<>();
        document.at("/components/messages").fieldNames().forEachRemaining(described::add);
        assertThat(inChannels).isEqualTo(described);
        assertThat(List.copyOf(described))
                .allSatisfy(name -> assertThat(document.at("/components/messages/" + name + "/summary")
                                .asText())
                        .isNotBlank());
    }
}
