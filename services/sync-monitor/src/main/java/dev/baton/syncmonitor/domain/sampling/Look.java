package dev.baton.syncmonitor.domain.sampling;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that was read for one sample.
 *
 * @param at when the last of it was read
 * @param height the instance's
 * @param tips what each tip source answered
 * @param ailment why the instance does not answer its health check; empty where it does
 */
public record Look(Instant at, Reading height, List<AgreedTip.Answer> tips, Optional<String> ailment) {

    public Look {
        tips = List.copyOf(tips);
    }
}
