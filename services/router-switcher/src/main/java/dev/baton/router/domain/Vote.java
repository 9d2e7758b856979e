package dev.baton.router.domain;

import dev.baton.model.SwitchProof;

/** What one of several routers says of a route. */
public sealed interface Vote {

    /** It serves by it. */
    record Proven(SwitchProof proof) implements Vote {}

    /** It cannot, and serves as before. */
    record Refused(String reason) implements Vote {}
}
