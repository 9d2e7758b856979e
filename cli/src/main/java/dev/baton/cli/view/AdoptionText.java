package dev.baton.cli.view;

import dev.baton.cli.client.RecordedEvent;
import dev.baton.descriptor.Route;

/** What was adopted, where its users are, and how they are led to Baton's site. */
public final class AdoptionText {
    private AdoptionText() {}

    /**
     * Some lines.
     *
     * @param adopted the event that says so
     * @param proven whether requests through Baton's site were answered by what was adopted
     */
    public static String of(String application, RecordedEvent adopted, Route route, boolean proven) {
        var data = adopted.data();
        var site = "http://127.0.0.1:" + route.listen()
                + route.host().map(host -> " (Host: " + host + ")").orElse("");
        return """
                %s: version %s is adopted as deployment %s: %s at %s, slot %s
                Its users are served as before: neither it nor your NGINX was changed.
                %s
                To lead them there, before the first switch, put this in the place of the present proxy_pass of your NGINX:
                    proxy_pass http://127.0.0.1:%d;
                and have it reload once, the last time: docs/operations.md says what goes with it. Until then a switch moves
                only who comes by Baton's site. Then deploy the next version: ./baton deploy FILE --version V
                """.formatted(
                        application,
                        data.path("version").asText(),
                        adopted.deployment().orElse("?"),
                        instance(adopted),
                        data.path("address").path("host").asText() + ":"
                                + data.path("address").path("port").asInt(),
                        data.path("slot").asText(),
                        proven
                                ? "Baton's site at " + site + " leads to it as well, proven by requests."
                                : "Baton's site at " + site + " does not lead to it yet: ./baton status and"
                                        + " the router-switcher's log say why. It is tried again.",
                        route.listen());
    }

    private static String instance(RecordedEvent adopted) {
        var data = adopted.data();
        if (data.has("container")) {
            return "container " + data.path("container").path("name").asText();
        }
        return data.has("process")
                ? "process " + data.path("process").path("pid").asText()
                : "what listens";
    }
}
