package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.trail.Trail;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what goes wrong into problems. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final String RETRY_SECONDS = "1";

    @ServerExceptionMapper
    Response restoring(Trail.Restoring restoring) {
        return later(String.valueOf(restoring.getMessage()));
    }

    @ServerExceptionMapper
    Response unreachable(KafkaException failure) {
        LOG.warn("Kafka does not answer", failure);
        return later("Kafka does not answer: " + failure.getMessage());
    }

    @ServerExceptionMapper
    Response unknownPath(NotFoundException unknown) {
        return unknown.getResponse().hasEntity()
                ? unknown.getResponse()
                : new Problem("Not found", 404, "there is no such page; /q/openapi lists those that are there")
                        .response();
    }

    private static Response later(String detail) {
        return Response.fromResponse(new Problem("Not ready", 503, detail).response())
                .header("Retry-After", RETRY_SECONDS)
                .build();
    }
}
