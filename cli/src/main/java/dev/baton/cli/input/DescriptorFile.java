package dev.baton.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailure;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Fault;
import dev.baton.validation.Reading;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A descriptor as it lies on disk. */
public record DescriptorFile(Path path) {
    /**
     * Reads and checks it.
     *
     * @throws CommandFailure when there is no such file, or no text in it
     */
    public Reading read() {
        try {
            if (Files.size(path) > 4L * DescriptorReader.LONGEST) {
                throw CommandFailure.usage(path + " is too long for a descriptor: " + Files.size(path) + " bytes");
            }
            return new DescriptorReader().read(Files.readString(path));
        } catch (CharacterCodingException _) {
            throw CommandFailure.usage(path + " is not text in UTF-8");
        } catch (IOException e) {
            throw CommandFailure.usage(
                    path + " cannot be read: " + (Files.exists(path) ? e.getMessage() : "there is no such file"));
        }
    }

    /**
     * The descriptor as a request carries it: without anything that means something only in the folder of the file.
     *
     * @throws CommandFailure when it is not in order, with every fault
     */
    public Reading.Valid require() {
        return switch (read()) {
            case Reading.Invalid(var faults) -> throw CommandFailure.usage(explain(faults));
            case Reading.Valid(var descriptor, var json) -> new Reading.Valid(descriptor, resolved(json));
        };
    }

    /** Every fault on a line of its own, written as compilers do, so that editors find the place. */
    public String explain(List<Fault> faults) {
        return faults.stream()
                .map(fault -> "%s:%d:%d: %s%s; %s"
                        .formatted(
                                path,
                                fault.line(),
                                fault.column(),
                                fault.path().isEmpty() ? "" : fault.path() + " ",
                                fault.problem(),
                                fault.remedy()))
                .collect(Collectors.joining("\n"));
    }

    private JsonNode resolved(JsonNode json) {
        JsonNode copy = json.deepCopy();
        resolve(copy.at("/run/process"), "directory");
        copy.at("/run/containers").forEach(container -> resolve(container, "archive"));
        copy.at("/route/include").forEach(files -> {
            var list = (ArrayNode) files;
            for (int i = 0; i < list.size(); i++) {
                list.set(i, absolute(list.get(i).asText()));
            }
        });
        return copy;
    }

    private void resolve(JsonNode node, String key) {
        if (node instanceof ObjectNode object && object.hasNonNull(key)) {
            object.put(key, absolute(object.get(key).asText()));
        }
    }

    private String absolute(String written) {
        return path.toAbsolutePath().resolveSibling(written).normalize().toString();
    }
}
