package dev.baton.audit.domain.chain;

/** What stands at one place of the audit topic. */
public sealed interface Finding {

    Place place();

    /** A record; whether it belongs there is for {@link ChainCheck} to say. */
    record Readable(Place place, AuditRecord record) implements Finding {}

    /** Something that audit did not write in this form. */
    record Unreadable(Place place, String reason) implements Finding {}
}
