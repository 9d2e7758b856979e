package dev.baton.model;

/** Makes text from outside fit to be shown: bounded, without control characters, so that it cannot forge a log line. */
public final class Text {

    private static final int SHOWN = 80;

    private Text() {}

    /** The text in double quotes, control characters escaped, at most 80 characters of it. */
    public static String quoted(String text) {
        var shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        var out = new StringBuilder("\"");
        shown.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
