package dev.baton.syncmonitor.domain.verification;

import dev.baton.descriptor.VerifiedQuery;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import dev.baton.syncmonitor.domain.verification.Answers.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the answers to the descriptor's queries with those of the instance that serves. */
final class QueryStep {

    private static final String QUERIES = "queries";
    private static final String BLUE = "blue";

    /** What differs must differ a second time, not in the same instant. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Subject subject;
    private final Scope scope;
    private final Course course;

    QueryStep(Subject subject, Scope scope, Course course) {
        this.subject = subject;
        this.scope = scope;
        this.course = course;
    }

    List<Finding> findings() throws Unreachable {
        var queries = subject.verify().queries();
        var serving = subject.due().blue();
        if (queries.isEmpty() || serving.isEmpty()) {
            return queries.stream()
                    .<Finding>map(query -> leftOut(query, "nothing serves yet that could be asked"))
                    .toList();
        }
        var green = subject.archives().answers(subject.due().green());
        var blue = subject.archives().answers(serving.get());
        var height = subject.sharedTop(scope.pinned());
        var findings = new ArrayList<Finding>();
        var differences = new ArrayList<Difference>();
        for (var i = 0; i < queries.size(); i++) {
            course.tell(QUERIES, BLUE, i, Optional.of((long) queries.size()));
            switch (compare(queries.get(i), green, blue, height)) {
                case Finding.Differs differs -> differences.addAll(differs.first());
                case Finding other -> findings.add(other);
            }
        }
        return differences.isEmpty()
                ? findings
                : List.of(new Finding.Differs(
                        QUERIES,
                        differences.size(),
                        differences.stream().limit(RowDifferences.LISTED).toList()));
    }

    private Finding compare(VerifiedQuery query, Answers green, Answers blue, long height) throws Unreachable {
        var expected = blue.to(query, height);
        if (!expected.succeeded()) {
            return leftOut(query, "blue answers with status " + expected.status());
        }
        var found = green.to(query, height);
        if (found.partsFrom(expected).isPresent()) {
            course.pause(SETTLE);
            var again = blue.to(query, height);
            if (again.partsFrom(expected).isPresent()) {
                return leftOut(query, "blue answers differently each time");
            }
            found = green.to(query, height);
        }
        return found.partsFrom(expected).isEmpty()
                ? new Finding.Equal(new Check("query " + query.name(), BLUE, 1))
                : differs(query, found, expected, height);
    }

    private static Finding.Differs differs(VerifiedQuery query, Answer found, Answer expected, long height) {
        var where = found.partsFrom(expected).orElseThrow();
        var difference = new Difference(
                height, where, BLUE, "as blue, status " + expected.status(), Optional.of("query " + query.name()));
        return new Finding.Differs(QUERIES, 1, List.of(difference));
    }

    private static Finding leftOut(VerifiedQuery query, String reason) {
        return new Finding.LeftOut("query " + query.name() + ": " + reason);
    }
}
