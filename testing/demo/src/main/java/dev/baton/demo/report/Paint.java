package dev.baton.demo.report;

/** Emphasis on a terminal; nothing elsewhere. */
public enum Paint {
    /** With ANSI escapes. */
    COLOURED,
    /** Text as it is. */
    PLAIN;

    /** A heading. */
    public String bold(String text) {
        return escaped("1", text);
    }

    /** What went well. */
    public String good(String text) {
        return escaped("32", text);
    }

    /** What did not. */
    public String bad(String text) {
        return escaped("1;31", text);
    }

    /** What matters less. */
    public String faint(String text) {
        return escaped("2", text);
    }

    private String escaped(String code, String text) {
        return switch (this) {
            case COLOURED -> "\u001b[" + code + "m" + text + "\u001b[0m";
            case PLAIN -> text;
        };
    }
}
