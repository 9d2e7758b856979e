package dev.baton.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.validation.Reading.Invalid;
import dev.baton.validation.Reading.Valid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a descriptor and finds everything that is wrong with it, not only the first thing. */
public final class DescriptorReader {

    /** The longest descriptor, in characters. */
    public static final int LONGEST = 128 * 1024;

    private static final YAMLMapper YAML = new YAMLMapper();

    private final DescriptorSchema schema = new DescriptorSchema();

    /** Reads the text that a team wrote: YAML, or JSON, which is YAML too. */
    public Reading read(String text) {
        if (text.length() > LONGEST) {
            return only(1, "is %d characters long".formatted(text.length()), "write at most " + LONGEST);
        }
        if (text.isBlank()) {
            return only(1, "is empty", "begin with `name:`; `baton validate --help` shows the smallest descriptor");
        }
        try {
            var positions = Positions.of(text);
            if (!positions.repeated().isEmpty()) {
                return new Invalid(positions.repeated().entrySet().stream()
                        .map(entry -> new Fault(
                                entry.getValue().getLine() + 1,
                                entry.getValue().getColumn() + 1,
                                entry.getKey(),
                                "is written twice; the first time is in line " + positions.line(entry.getKey()),
                                "keep one of them"))
                        .toList());
            }
            return check(YAML.readTree(text), positions);
        } catch (MarkedYAMLException malformed) {
            var line = malformed.getProblemMark() == null
                    ? 1
                    : malformed.getProblemMark().getLine() + 1;
            return only(line, "is not YAML: " + malformed.getProblem(), "mend the line; indent with spaces");
        } catch (YAMLException | JsonProcessingException malformed) {
            return only(1, "is not YAML: " + firstLine(malformed), "write plain YAML without anchors or tags");
        }
    }

    /** Reads the JSON that a request carries. */
    public Reading read(JsonNode json) {
        return check(json, Positions.none());
    }

    private Reading check(JsonNode json, Positions positions) {
        if (!json.isObject()) {
            return only(1, "is not a list of keys and values", "begin with `name:`");
        }
        var faults = new ArrayList<>(schema.check(json, positions));
        if (faults.isEmpty()) {
            faults.addAll(Agreement.check(json, positions));
        }
        if (!faults.isEmpty()) {
            faults.sort(Comparator.comparingInt(Fault::line).thenComparing(Fault::path));
            return new Invalid(faults);
        }
        try {
            return new Valid(BatonJson.mapper().treeToValue(json, Descriptor.class), json);
        } catch (JsonMappingException misfit) {
            var path = misfit.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
                    .collect(Collectors.joining("/", "/", ""));
            return invalid(positions, path, "is not right: " + firstLine(misfit), "mend it");
        } catch (JsonProcessingException impossible) {
            return invalid(positions, "", "cannot be read: " + firstLine(impossible), "mend it");
        }
    }

    private static Invalid invalid(Positions positions, String path, String problem, String remedy) {
        return new Invalid(List.of(new Fault(positions.line(path), positions.column(path), path, problem, remedy)));
    }

    private static Invalid only(int line, String problem, String remedy) {
        return new Invalid(List.of(new Fault(line, 1, "", "the descriptor " + problem, remedy)));
    }

    private static String firstLine(Exception failure) {
        var root = failure.getCause() instanceof IllegalArgumentException cause ? cause : failure;
        var message = root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
