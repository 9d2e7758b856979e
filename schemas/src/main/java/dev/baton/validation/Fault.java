package dev.baton.validation;

/**
 * One thing that is wrong with a descriptor.
 *
 * @param line where it stands in the text, from 1; 0 where the descriptor came without its text
 * @param column likewise
 * @param path where it stands in the document, as a JSON Pointer
 * @param problem what is wrong
 * @param remedy what to write instead
 */
public record Fault(int line, int column, String path, String problem, String remedy) {

    @Override
    public String toString() {
        var where = line > 0 ? "line %d: ".formatted(line) : "";
        var what = path.isEmpty() ? "" : path + " ";
        return where + what + problem + "; " + remedy;
    }
}
