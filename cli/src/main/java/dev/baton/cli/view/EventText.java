package dev.baton.cli.view;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployRejected;
import dev.baton.events.Event;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.LogMatched;
import dev.baton.events.MilestoneReached;
import dev.baton.events.Paused;
import dev.baton.events.RequestRejected;
import dev.baton.events.Resumed;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.events.SwitchConfirmed;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An event on one line: when, which, about what, and what it says in a few words. */
public final class EventText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final int LONGEST = 160;
    private static final int ID_DIGITS = 8;

    /** The events whose plain values would say too little. */
    private static final Map<Class<? extends Event>, Function<JsonNode, String>> IN_WORDS = Map.ofEntries(
            entry(MilestoneReached.class, EventText::milestone),
            entry(Adopted.class, EventText::adopted),
            entry(
                    LogMatched.class,
                    data -> "a line of its output matches "
                            + data.path("pattern").asText()),
            entry(
                    StandbyLost.class,
                    data -> "no rollback is possible: " + data.path("reason").asText()),
            entry(StandbyRestored.class, _ -> "a rollback is possible again"),
            entry(Paused.class, EventText::byAndWhy),
            entry(Resumed.class, EventText::byAndWhy),
            entry(DeployAborted.class, EventText::byAndWhy),
            entry(RequestRejected.class, EventText::reasons),
            entry(
                    DeployRejected.class,
                    data -> "version " + data.path("version").asText() + ": " + reasons(data)),
            entry(
                    SwitchConfirmed.class,
                    data -> data.has("breach")
                            ? "its probation was breached: "
                                    + data.path("breach").asText()
                            : plain(data)),
            entry(
                    ExpiryAnnounced.class,
                    data -> "it is ended at " + data.path("expiresAt").asText() + " unless it is promoted before"));

    private EventText() {}

    /** The line, with the time in the given zone. */
    public static String of(RecordedEvent event, ZoneId zone) {
        return "%s  %-18s %-8s  %s"
                .formatted(
                        TIME.format(event.time().atZone(zone)),
                        event.kind(),
                        event.deployment().map(EventText::brief).orElse("-"),
                        summary(event))
                .stripTrailing();
    }

    /** The last digits of a deployment's id: enough to tell an application's deployments apart. */
    public static String brief(String deployment) {
        return deployment.substring(Math.max(0, deployment.length() - ID_DIGITS));
    }

    private static String summary(RecordedEvent event) {
        return shortened(IN_WORDS.entrySet().stream()
                .filter(words -> event.is(words.getKey()))
                .map(words -> words.getValue().apply(event.data()))
                .findFirst()
                .orElseGet(() -> plain(event.data())));
    }

    private static String byAndWhy(JsonNode data) {
        return "by " + data.path("requestedBy").asText() + ": "
                + data.path("reason").asText();
    }

    private static String reasons(JsonNode data) {
        var texts = new ArrayList<String>();
        data.path("reasons").forEach(text -> texts.add(text.asText()));
        return String.join("; ", texts);
    }

    private static String adopted(JsonNode data) {
        return "version %s at %s:%d, slot %s"
                .formatted(
                        data.path("version").asText(),
                        data.path("address").path("host").asText(),
                        data.path("address").path("port").asInt(),
                        data.path("slot").asText());
    }

    private static String milestone(JsonNode data) {
        var mark = data.path("mark").isNumber()
                ? String.format(Locale.ROOT, "passed %,d", data.path("mark").asLong())
                : "near the tip";
        var where = String.format(
                Locale.ROOT,
                "%s: %,d of %,d",
                mark,
                data.path("height").asLong(),
                data.path("tip").asLong());
        return eta(data.path("eta").asText()).map(eta -> where + ", ETA " + eta).orElse(where);
    }

    private static Optional<String> eta(String text) {
        try {
            return Optional.of(ProgressText.duration(Duration.parse(text)));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static String shortened(String said) {
        var text = printable(said);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    /** The plain values among the data; what is nested is left to {@code --json}. */
    private static String plain(JsonNode data) {
        var parts = new ArrayList<String>();
        for (var field : data.properties()) {
            var value = field.getValue();
            if (field.getKey().equals("dataOf")) {
                SharedDataText.of(data).ifPresent(parts::add);
            } else if (value.isValueNode() && !value.isNull()) {
                parts.add(field.getKey() + "=" + value.asText());
            } else if (value.isArray() && !value.isEmpty() && value.get(0).isTextual()) {
                var texts = new ArrayList<String>();
                value.forEach(text -> texts.add(text.asText()));
                parts.add(field.getKey() + "=" + String.join("; ", texts));
            } else if (value.isArray() && value.path(0).has("reference")) {
                value.forEach(image -> parts.add(image.path("reference").asText() + "="
                        + image.path("id").asText()));
            }
        }
        return String.join(", ", parts);
    }

    /** What an event says came from anywhere: it may not move the cursor or colour the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
