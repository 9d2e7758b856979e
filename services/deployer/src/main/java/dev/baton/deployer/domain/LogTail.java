package dev.baton.deployer.domain;

import java.util.List;
import java.util.stream.Collectors;

/** The end of an instance's output as it may stand in an event. */
public final class LogTail {
    /** How many lines are told. */
    public static final int LINES = 20;

    private static final int LINE_CHARACTERS = 500;

    private LogTail() {}

    /**
     * The last {@value #LINES} lines that say something, each cut to {@value #LINE_CHARACTERS} characters, without control
     * characters and secrets.
     *
     * @param lines whole lines, the oldest first
     */
    public static List<String> of(List<String> lines, Redaction redaction) {
        List<String> telling = lines.stream().filter(line -> !line.isBlank()).toList();
        return telling.stream()
                .skip(Math.max(0, telling.size() - LINES))
                .map(redaction::apply)
                .map(LogTail::printable)
                .map(line -> line.length() <= LINE_CHARACTERS ? line : line.substring(0, LINE_CHARACTERS) + "…")
                .toList();
    }

    private static String printable(String line) {
        return line.codePoints()
                .filter(c -> c == '\t' || !Character.isISOControl(c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
