package dev.baton.validation;

import static dev.baton.validation.Agreement.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.descriptor.Gates;
import dev.baton.model.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a schema cannot say about gates: whether the zone and the dates exist, and whether one comes after the other. */
final class GateAgreement {

    private GateAgreement() {}

    static List<Fault> check(JsonNode json, Positions positions) {
        var faults = new ArrayList<Fault>();
        var gates = json.path("gates");
        var zone = gates.path("zone").asText("UTC");
        if (read(zone, ZoneId::of).isEmpty()) {
            faults.add(fault(
                    positions,
                    "/gates/zone",
                    "is no time zone: " + zone,
                    "write one as the tz database names it, such as Europe/Berlin or UTC"));
        }
        var soak = duration(gates, "soak", Gates.DEFAULT.soak());
        var timeToLive = duration(gates, "timeToLive", Gates.DEFAULT.timeToLive());
        if (timeToLive.compareTo(soak) <= 0) {
            faults.add(fault(
                    positions,
                    gates.has("timeToLive") ? "/gates/timeToLive" : "/gates/soak",
                    "would end every deployment before it has soaked",
                    "make timeToLive, which is 7d where left out, longer than soak"));
        }
        for (var i = 0; i < gates.path("freezes").size(); i++) {
            freeze(gates.path("freezes").get(i), "/gates/freezes/" + i, positions, faults);
        }
        return faults;
    }

    private static void freeze(JsonNode freeze, String path, Positions positions, List<Fault> faults) {
        var from = read(freeze.path("from").asText(), LocalDateTime::parse);
        var until = read(freeze.path("until").asText(), LocalDateTime::parse);
        if (from.isEmpty() || until.isEmpty()) {
            faults.add(fault(
                    positions,
                    path + (from.isEmpty() ? "/from" : "/until"),
                    "is no date that exists",
                    "write a day of the calendar and a time, such as 2026-12-23T18:00"));
        } else if (!until.get().isAfter(from.get())) {
            faults.add(fault(positions, path + "/until", "is not after from", "write when the freeze ends"));
        }
    }

    private static Duration duration(JsonNode gates, String key, Duration otherwise) {
        return gates.has(key) ? Durations.parse(gates.path(key).asText()) : otherwise;
    }

    private static <T> Optional<T> read(String text, Function<String, T> form) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
