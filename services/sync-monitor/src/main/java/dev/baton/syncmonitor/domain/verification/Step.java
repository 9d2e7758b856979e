package dev.baton.syncmonitor.domain.verification;

import java.util.List;

/** One step of a verification. */
@FunctionalInterface
interface Step {

    /**
     * What was found, piece by piece; where something differs, that is the last.
     *
     * @throws Unreachable where what it compares could not be read
     */
    List<Finding> check(Subject subject, Scope scope, Course course) throws Unreachable;
}
