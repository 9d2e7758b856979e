package dev.baton.audit.domain.chain;

import dev.baton.audit.codec.JcsForm;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Small true chains for tests, and the places where they stand. */
final class SmallChains {

    static final Chain CHAIN = new Chain(new JcsForm());
    static final ApplicationName INDEXER = new ApplicationName("indexer");
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private SmallChains() {}

    /** A chain of so many records, the first one first. */
    static List<AuditRecord> of(ApplicationName application, int length) {
        var records = new ArrayList<AuditRecord>();
        var head = Chain.start(application);
        for (var i = 1; i <= length; i++) {
            var next = CHAIN.append(head, entry(application, i));
            records.add(next);
            head = next.head();
        }
        return List.copyOf(records);
    }

    static Entry entry(ApplicationName application, int number) {
        return new Entry(
                application,
                Optional.of(new DeploymentId(new UUID(7, number))),
                new Place("baton.deployments.v1", 0, number),
                new EventId("event-" + number),
                "dev.baton.green-started.v1",
                NOON.plusSeconds(number),
                NOON.plusSeconds(number).plus(Duration.ofMillis(5)),
                "{\"data\":{\"n\":%d},\"id\":\"event-%d\",\"subject\":\"%s\"}".formatted(number, number, application));
    }

    /** The records as they stand in the audit topic, one after the other. */
    static List<Finding> found(List<AuditRecord> records) {
        var findings = new ArrayList<Finding>();
        for (var i = 0; i < records.size(); i++) {
            findings.add(new Finding.Readable(place(i), records.get(i)));
        }
        return findings;
    }

    static Place place(int offset) {
        return new Place("baton.audit.v1", 0, offset);
    }
}
