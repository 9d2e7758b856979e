package dev.baton.deployer.domain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes known secrets from text that leaves the machine, such as the last log lines in an event. */
public final class Redaction {
    private static final String REPLACEMENT = "***";

    /** Longest first: a secret that contains another one must go as a whole. */
    private final List<String> forms;

    private Redaction(List<String> forms) {
        this.forms = forms;
    }

    /**
     * Redacts these values, in their own form and as they look inside a URL. A value of several lines is redacted line
     * by line, since a log is read by lines.
     */
    public static Redaction of(Collection<String> secrets) {
        List<String> forms = new ArrayList<>();
        secrets.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .flatMap(line -> Stream.of(line, percentEncoded(line)))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(forms::add);
        return new Redaction(List.copyOf(forms));
    }

    /** The text without the secrets. */
    public String apply(String text) {
        String redacted = text;
        for (String form : forms) {
            redacted = redacted.replace(form, REPLACEMENT);
        }
        return redacted;
    }

    /** The percent-encoding of a URL's user information (RFC 3986), where a space is {@code %20}. */
    static String percentEncoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "Redaction[" + forms.size() + " forms]";
    }
}
