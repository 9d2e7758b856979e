package dev.baton.cli.view;

import dev.baton.cli.client.DeploymentPlan;
import dev.baton.cli.client.DeploymentPlan.Course;
import dev.baton.cli.client.DeploymentPlan.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a deployment would do, for people: one numbered step after the other. */
public final class PlanText {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    private static final int UNIT = 1024;

    private PlanText() {}

    /** The whole plan, its lines ended. */
    public static String of(DeploymentPlan plan) {
        var text = new StringBuilder("%s %s: ".formatted(plan.application(), plan.version()));
        text.append(
                switch (plan.answer()) {
                    case ACCEPTED -> "would begin at once\n";
                    case WAITS -> "would wait\n";
                    case REFUSED -> "would be refused\n";
                });
        plan.reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
        plan.course().ifPresent(course -> {
            var steps = steps(course);
            for (int number = 1; number <= steps.size(); number++) {
                text.append("%2d. %s%n".formatted(number, steps.get(number - 1)));
            }
        });
        return text.append("Nothing was changed.\n").toString();
    }

    private static List<String> steps(Course course) {
        var steps = new ArrayList<String>();
        course.retires()
                .ifPresent(lost -> steps.add(
                        "the standby, version %s, gives up slot %s: it and its data are removed, a rollback to it is not possible any more"
                                .formatted(lost.version(), course.slot().letter())));
        course.database().ifPresent(database -> steps.add(database(database)));
        steps.add("green starts in slot %s, at %s".formatted(course.slot().letter(), course.address()));
        steps.add("it syncs: " + sync(course));
        course.metered()
                .forEach(source -> steps.add(String.format(
                        Locale.ROOT,
                        "%s is asked %,d times at the most in %s (its budget)",
                        source.source(),
                        source.requestsAtMost(),
                        ProgressText.duration(source.in()))));
        steps.add(verification(course));
        steps.add(promotion(course));
        course.replaces()
                .ifPresent(standby -> steps.add("version %s stays warm as the standby for %s"
                        .formatted(standby.version(), ProgressText.duration(standby.keptFor()))));
        steps.add("the new version is in probation for " + ProgressText.duration(course.probation())
                + course.replaces()
                        .map(_ -> ", and goes back by itself if it disappoints")
                        .orElse(""));
        return steps;
    }

    private static String database(Database database) {
        var shared = database.sharedWith();
        if (shared.isPresent()) {
            return "it uses the database %s on %s, the data of version %s"
                    .formatted(database.name(), database.server(), shared.get().version());
        }
        var size = database.expectedBytes()
                .map(bytes -> "about %s, as the live version's".formatted(bytes(bytes)))
                .orElse("of a size that is not known");
        var free = database.freeBytes()
                .map(bytes -> "%s free".formatted(bytes(bytes)))
                .orElse("how much is free there is not known");
        return "a database is made on %s (%s; %s)%s"
                .formatted(database.server(), size, free, database.tooSmall() ? ": IT WILL NOT FIT" : "");
    }

    private static String sync(Course course) {
        return course.sync()
                .map(history -> {
                    var range = history.shortest().equals(history.longest())
                            ? ProgressText.duration(history.longest())
                            : ProgressText.duration(history.shortest()) + " to "
                                    + ProgressText.duration(history.longest());
                    return "%s until it was verified, the last %d time%s"
                            .formatted(range, history.deployments(), history.deployments() == 1 ? "" : "s");
                })
                .orElse("how long is not known, for no deployment of it with data of its own is on record");
    }

    private static String verification(Course course) {
        var compared = course.verification().isEmpty()
                ? "nothing of its data is compared"
                : "its data is compared: " + String.join(", ", course.verification());
        return course.leftOut().isEmpty() ? compared : compared + "; left out: " + String.join(", ", course.leftOut());
    }

    private static String promotion(Course course) {
        var who = course.promotion().equals("manual")
                ? "somebody has to promote it"
                : "the traffic moves to it by itself";
        return course.gates().isEmpty()
                ? who
                : who + "; "
                        + String.join(
                                "; ",
                                course.gates().stream()
                                        .map(DeploymentPlan.Gate::reason)
                                        .toList());
    }

    private static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= UNIT && unit < UNITS.length - 1) {
            amount /= UNIT;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }
}
