package dev.baton.audit.adapter.http;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;

/**
 * Which part of a list is asked for.
 *
 * @param after only what comes after this sequence; 0 for all
 * @param limit at most so many
 */
record Page(long after, int limit) {

    static final int MOST = 1000;
    static final String DEFAULT_LIMIT = "100";

    Page {
        if (after < 0) {
            throw Problem.badRequest("after is a sequence, from 0; this is not: " + after);
        }
        if (limit < 1 || limit > MOST) {
            throw Problem.badRequest("limit and last are 1 to %d; this is not: %d".formatted(MOST, limit));
        }
    }

    static ApplicationName application(String name) {
        try {
            return new ApplicationName(name);
        } catch (IllegalArgumentException malformed) {
            throw Problem.badRequest(String.valueOf(malformed.getMessage()));
        }
    }

    static DeploymentId deployment(String id) {
        try {
            return DeploymentId.of(id);
        } catch (IllegalArgumentException malformed) {
            throw Problem.badRequest(String.valueOf(malformed.getMessage()));
        }
    }
}
