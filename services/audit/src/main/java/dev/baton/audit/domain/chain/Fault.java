package dev.baton.audit.domain.chain;

/** How a chain is broken. Each says in {@link #detail} what was found, for a person to act on. */
public sealed interface Fault {

    /** The number of the first record that is not as it should be. */
    long sequence();

    String detail();

    /** The record's content is not the content it was sealed with. */
    record Altered(long sequence, Place place) implements Fault {
        @Override
        public String detail() {
            return "record %d at %s was altered: its hash is not the hash of its content".formatted(sequence, place);
        }
    }

    /** What stands there cannot be a record that audit wrote. */
    record Unreadable(long sequence, Place place, String reason) implements Fault {
        @Override
        public String detail() {
            return "instead of record %d, %s holds what audit did not write: %s".formatted(sequence, place, reason);
        }
    }

    /** Records are missing, and later ones are there. */
    record Removed(long sequence, long last, Place place) implements Fault {
        @Override
        public String detail() {
            return "records %d to %d were removed: %s holds record %d".formatted(sequence, last, place, last + 1);
        }
    }

    /** The record is there, after records that follow it. */
    record Reordered(long sequence, Place place) implements Fault {
        @Override
        public String detail() {
            return "records were reordered: record %d stands at %s, after records that follow it"
                    .formatted(sequence, place);
        }
    }

    /** One record too many claims this number. */
    record Inserted(long sequence, Place place) implements Fault {
        @Override
        public String detail() {
            return "a record was inserted: number %d stands a second time at %s".formatted(sequence, place);
        }
    }

    /** A record of another application's chain under this application's key. */
    record Foreign(long sequence, Place place, String application) implements Fault {
        @Override
        public String detail() {
            return "instead of record %d, %s holds a record of the chain of %s".formatted(sequence, place, application);
        }
    }

    /** The record is whole, but does not continue the one before it: either of the two was replaced. */
    record Unlinked(long sequence, Place place) implements Fault {
        @Override
        public String detail() {
            return "record %d at %s does not continue record %d: one of the two was replaced"
                    .formatted(sequence, place, sequence - 1);
        }
    }

    /** The chain agrees with itself, but not with a head it had before: it was computed anew. */
    record Rewritten(long sequence, Place place, Digest known) implements Fault {
        @Override
        public String detail() {
            return "the chain was rewritten: record %d at %s should have the hash %s".formatted(sequence, place, known);
        }
    }

    /** The chain ends before a head it had before. */
    record Truncated(long sequence, long known) implements Fault {
        @Override
        public String detail() {
            return "the chain was truncated: records %d to %d are missing at its end".formatted(sequence, known);
        }
    }

    /** The chain goes on after the last record that audit wrote. */
    record Overrun(long sequence, long latest) implements Fault {
        @Override
        public String detail() {
            return "a record was inserted at the end: audit wrote %d records, and record %d is there"
                    .formatted(latest, sequence);
        }
    }
}
