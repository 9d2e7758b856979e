package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.chain.Fault;
import dev.baton.audit.domain.chain.Verdict;
import dev.baton.audit.domain.trail.TrailCheck;
import dev.baton.model.ApplicationName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check of the trail found.
 *
 * @param verified whether every chain is whole and nothing else stands in the topic
 * @param records how many records were read
 * @param strays records that belong to no chain, at most 100
 * @param read up to which offset each partition of the audit topic was read, exclusively
 */
record ReportView(
        boolean verified,
        long records,
        List<ChainView> chains,
        List<TrailCheck.Stray> strays,
        Map<Integer, Long> read,
        Duration took) {

    static ReportView of(TrailCheck.Report report) {
        return new ReportView(
                report.verified(),
                report.records(),
                report.verdicts().stream().map(ChainView::of).toList(),
                report.strays(),
                report.read(),
                report.took());
    }

    /**
     * One chain.
     *
     * @param head the last record up to which the chain is sound; note it down elsewhere to be able to prove it later
     * @param fault where and how it breaks first
     */
    record ChainView(
            ApplicationName application, boolean verified, long records, HeadView head, Optional<FaultView> fault) {

        static ChainView of(Verdict verdict) {
            return new ChainView(
                    verdict.head().application(),
                    verdict.verified(),
                    verdict.records(),
                    new HeadView(
                            verdict.head().sequence(), verdict.head().hash().hex()),
                    verdict.firstFault().map(FaultView::of));
        }
    }

    record HeadView(long sequence, String hash) {}

    record FaultView(String kind, long sequence, String detail) {
        static FaultView of(Fault fault) {
            return new FaultView(fault.getClass().getSimpleName(), fault.sequence(), fault.detail());
        }
    }
}
