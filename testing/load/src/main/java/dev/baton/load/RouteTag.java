package dev.baton.load;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * By which route an answer came: the value of the header {@code Baton-Route}, {@code slot.epoch.deployment}.
 *
 * @param slot {@code a}, {@code b} or {@code c}
 * @param epoch the number of the application's route
 * @param deployment the deployment's id
 */
public record RouteTag(String slot, long epoch, String deployment) {

    /** The header's name. */
    public static final String HEADER = "Baton-Route";

    private static final Pattern FORM = Pattern.compile("([a-z])\\.(\\d{1,18})\\.([0-9A-Za-z-]{1,64})");

    /** Reads the header's value; empty if it is not of that form. */
    public static Optional<RouteTag> parse(String header) {
        var matcher = FORM.matcher(header);
        return matcher.matches()
                ? Optional.of(new RouteTag(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }
}
