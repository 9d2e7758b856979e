package dev.baton.router.domain;

/** The outcome of making an application known to the router. */
public sealed interface Registration {

    /**
     * Requests showed that the router answers for the application in its present form.
     *
     * @param reloaded whether the router had to read its configuration again
     */
    record Registered(boolean reloaded) implements Registration {}

    /** The site cannot be taken as it is, and nothing of it stays. The reason says what to change. */
    record Refused(String reason) implements Registration {}

    /** The router does not answer for the site now, for a reason that may pass; worth another try as it is. */
    record NotServing(String reason) implements Registration {}
}
