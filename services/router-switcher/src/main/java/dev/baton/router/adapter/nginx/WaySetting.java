package dev.baton.router.adapter.nginx;

import dev.baton.model.Text;
import java.util.Arrays;
import java.util.Locale;

/** Which way an operator wants. */
public enum WaySetting {

    /** Lua where NGINX can load the module, plain everywhere else. */
    AUTO,

    /** Plain, whatever NGINX can load. */
    PLAIN,

    /** Lua; where NGINX cannot load the module, nothing is registered and the reason says what to install. */
    LUA;

    /**
     * Reads what is written in the settings, such as {@code auto}.
     *
     * @throws IllegalArgumentException where it is none of them
     */
    public static WaySetting of(String text) {
        return Arrays.stream(values())
                .filter(setting -> setting.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "baton.router.switch is auto, plain or lua; this is none of them: " + Text.quoted(text)));
    }
}
