package dev.baton.demo.report;

import java.util.Optional;

/**
 * One deployment.
 *
 * @param id its id
 * @param version its version
 * @param outcome {@code completed}, {@code failed}, {@code rejected} or {@code unfinished}
 * @param syncSeconds from the start of its process to reaching the tip, which the demo sees for itself
 * @param detectionMs from reaching the tip, within the descriptor's tolerance, to the time of the first SyncComplete;
 *     the stability time is part of it
 * @param detectionBeyondStableMs that, less the stability time: what detecting costs
 */
public record DeploymentFigures(
        String id,
        String version,
        String outcome,
        Optional<Double> syncSeconds,
        Optional<Double> detectionMs,
        Optional<Double> detectionBeyondStableMs) {

    /** The outcome of a deployment that went as it should. */
    public static final String COMPLETED = "completed";
}
