package dev.baton.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What came out of a measurement.
 *
 * @param text for people, line by line
 * @param json the same for programs
 * @param sound whether all that was measured went as it should; otherwise the figures mean little
 */
public record Figures(List<String> text, ObjectNode json, boolean sound) {

    public Figures {
        text = List.copyOf(text);
        json = json.deepCopy();
    }
}
