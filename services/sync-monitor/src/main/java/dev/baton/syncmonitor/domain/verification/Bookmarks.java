package dev.baton.syncmonitor.domain.verification;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Up to which height the rows of each table were found equal, so that an attempt that broke off goes on from there. They
 * hold for one green, one blue, and one stretch of unbroken readiness; whoever keeps them begins anew with another.
 */
public final class Bookmarks {

    private final Map<String, Long> equalUpTo = new ConcurrentHashMap<>();

    Optional<Long> equalUpTo(String table) {
        return Optional.ofNullable(equalUpTo.get(table));
    }

    void put(String table, long height) {
        equalUpTo.merge(table, height, Math::max);
    }
}
