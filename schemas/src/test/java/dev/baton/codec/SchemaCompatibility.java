package dev.baton.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a schema with its released state. Consumers that were built for the release must be able to read what is
 * written now, and producers that were built for it must be accepted: fields may be added, and nothing else.
 */
final class SchemaCompatibility {

    /** What only explains. */
    private static final Set<String> WORDS = Set.of("title", "description", "default", "examples", "$comment");

    private SchemaCompatibility() {}

    static List<String> breaks(JsonNode released, JsonNode current) {
        var found = new ArrayList<String>();
        compare("", released, current, found);
        return found;
    }

    private static void compare(String at, JsonNode released, JsonNode current, List<String> found) {
        for (var name : keys(released, current)) {
            var path = at + "/" + name;
            if (WORDS.contains(name) && !at.endsWith("/properties")) {
                continue;
            }
            var before = released.path(name);
            var after = current.path(name);
            if (name.equals("required")) {
                required(path, texts(before), texts(after), found);
            } else if (after.isMissingNode()) {
                found.add(path + " is gone");
            } else if (before.isMissingNode()) {
                if (!at.endsWith("/properties") && !at.endsWith("/$defs")) {
                    found.add(path + " is new, and bounds what was allowed");
                }
            } else if (before.isObject() && after.isObject()) {
                compare(path, before, after, found);
            } else if (!before.equals(after)) {
                found.add("%s changed from %s to %s".formatted(path, before, after));
            }
        }
    }

    private static void required(String path, Set<String> before, Set<String> after, List<String> found) {
        after.stream().filter(name -> !before.contains(name)).forEach(name -> found.add(path + " gained " + name));
        before.stream().filter(name -> !after.contains(name)).forEach(name -> found.add(path + " lost " + name));
    }

    private static Set<String> keys(JsonNode released, JsonNode current) {
        var names = new TreeSet<String>();
        released.fieldNames().forEachRemaining(names::add);
        current.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new TreeSet<String>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
