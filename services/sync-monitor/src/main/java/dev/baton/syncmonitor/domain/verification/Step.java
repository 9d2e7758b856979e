package dev.baton.syncmonitor.domain.verification;

/** One step of a verification. */
@FunctionalInterface
interface Step {

    /** @throws Unreachable where what it compares could not be read */
    Finding check(Subject subject, Scope scope) throws Unreachable;
}
