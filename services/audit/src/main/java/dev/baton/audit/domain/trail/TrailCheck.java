package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.chain.Verdict;
import dev.baton.model.ApplicationName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the whole trail again from where it is kept, and checks every chain. */
public interface TrailCheck {

    /**
     * Checks.
     *
     * @param only the one application to check; all where empty
     * @param noted heads that somebody noted down earlier; each must still stand in its chain
     */
    Report check(Optional<ApplicationName> only, List<ChainHead> noted);

    /**
     * What was found.
     *
     * @param verdicts one for each chain that is there or should be, by application
     * @param strays records that belong to no chain, such as those without a key
     * @param read up to which offset each partition was read, exclusively
     * @param took how long it took
     */
    record Report(List<Verdict> verdicts, List<Stray> strays, Map<Integer, Long> read, Duration took) {

        public Report {
            verdicts = List.copyOf(verdicts);
            strays = List.copyOf(strays);
            read = Map.copyOf(read);
        }

        /** Whether every chain is whole and nothing else is there. */
        public boolean verified() {
            return strays.isEmpty() && verdicts.stream().allMatch(Verdict::verified);
        }

        /** How many records were read. */
        public long records() {
            return strays.size() + verdicts.stream().mapToLong(Verdict::records).sum();
        }
    }

    /** A record in the audit topic whose key is no application's name. */
    record Stray(Place place, String reason) {}
}
