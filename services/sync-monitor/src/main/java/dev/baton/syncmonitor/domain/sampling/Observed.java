package dev.baton.syncmonitor.domain.sampling;

import java.util.List;

/**
 * How one deployment is looked at.
 *
 * @param height the instance's own height
 * @param tips the chain's tip, from each of its sources
 * @param health the instance's health
 * @param costly whether each look costs something, because a source has a budget
 */
public record Observed(HeightProbe height, List<HeightProbe> tips, HealthCheck health, boolean costly)
        implements AutoCloseable {

    public Observed {
        tips = List.copyOf(tips);
    }

    @Override
    public void close() {
        height.close();
        tips.forEach(HeightProbe::close);
    }
}
