package dev.baton.validation;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where everything stands in a YAML text, by JSON Pointer. */
final class Positions {

    private static final int DEEPEST = 50;

    private final Map<String, Mark> marks = new HashMap<>();
    private final Map<String, Mark> repeated = new TreeMap<>();

    /** Nowhere: for a descriptor that came without its text. */
    static Positions none() {
        return new Positions();
    }

    /** @throws org.yaml.snakeyaml.error.YAMLException where the text is not YAML */
    static Positions of(String text) {
        var positions = new Positions();
        var options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        // An alias may make a document endless; a descriptor has no use for one.
        options.setMaxAliasesForCollections(0);
        var root = new Yaml(options).compose(new StringReader(text));
        if (root != null) {
            positions.note("", root.getStartMark());
            positions.walk("", root);
        }
        return positions;
    }

    /** The line of the node, or of the nearest one around it; from 1, or 0 where there is no text. */
    int line(String pointer) {
        var mark = nearest(pointer);
        return mark == null ? 0 : mark.getLine() + 1;
    }

    int column(String pointer) {
        var mark = nearest(pointer);
        return mark == null ? 0 : mark.getColumn() + 1;
    }

    private @Nullable Mark nearest(String pointer) {
        for (var at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            if (marks.containsKey(at) || at.isEmpty()) {
                return marks.get(at);
            }
        }
    }

    private void walk(String pointer, Node node) {
        switch (node) {
            case MappingNode mapping ->
                mapping.getValue().forEach(entry -> {
                    if (entry.getKeyNode() instanceof ScalarNode key) {
                        enter(pointer + "/" + escaped(key.getValue()), key.getStartMark(), entry.getValueNode());
                    }
                });
            case SequenceNode sequence -> {
                for (var i = 0; i < sequence.getValue().size(); i++) {
                    var item = sequence.getValue().get(i);
                    enter(pointer + "/" + i, item.getStartMark(), item);
                }
            }
            default -> {
                // A scalar has nothing below it.
            }
        }
    }

    private void enter(String pointer, Mark mark, Node value) {
        note(pointer, mark);
        walk(pointer, value);
    }

    /** Where a key stands a second time; YAML forbids it, and the composer does not say so. */
    Map<String, Mark> repeated() {
        return repeated;
    }

    private void note(String pointer, Mark mark) {
        if (marks.putIfAbsent(pointer, mark) != null) {
            repeated.put(pointer, mark);
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
