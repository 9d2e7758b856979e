package dev.baton.examples.devchain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What has happened to a chain: from here its height follows from the clock alone, also after a restart.
 *
 * @param height the height at {@code since}
 * @param since from when the clock adds blocks
 * @param paused whether the clock adds none
 * @param forks first heights that were replaced, oldest reorganisation first
 */
record ChainState(long height, Instant since, boolean paused, List<Long> forks) {

    ChainState {
        if (height < 0) {
            throw new IllegalArgumentException("a height is not negative: " + height);
        }
        forks = List.copyOf(forks);
    }

    /** The height at a time; a clock that was set back does not take blocks away. */
    long heightAt(Instant now, Duration blockTime) {
        long elapsed = Math.max(0, Duration.between(since, now).toMillis());
        return paused ? height : height + elapsed / blockTime.toMillis();
    }

    /** The number of the last reorganisation that replaced the block at this height; 0 if none did. */
    int fork(long at) {
        for (int fork = forks.size(); fork > 0; fork--) {
            if (forks.get(fork - 1) <= at) {
                return fork;
            }
        }
        return 0;
    }

    ChainState at(long newHeight, Instant now, boolean nowPaused) {
        return new ChainState(newHeight, now, nowPaused, forks);
    }

    ChainState forkedFrom(long firstReplaced) {
        return new ChainState(
                height,
                since,
                paused,
                Stream.concat(forks.stream(), Stream.of(firstReplaced)).toList());
    }
}
