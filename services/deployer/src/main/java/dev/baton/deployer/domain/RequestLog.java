package dev.baton.deployer.domain;

import dev.baton.events.Envelope;
import dev.baton.events.Request;
import java.util.concurrent.CompletionStage;

/** Where requests are written down so that they will be answered. */
public interface RequestLog {

    /** Completes once the request is safely written; fails when that is not known to be so. */
    CompletionStage<Void> write(Envelope<? extends Request> request);
}
