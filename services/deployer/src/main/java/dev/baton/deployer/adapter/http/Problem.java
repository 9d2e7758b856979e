package dev.baton.deployer.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * Why a request was not taken, as RFC 9457 has it.
 *
 * @param errors every fault, each with its remedy
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, List<String> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    static Response badRequest(List<String> errors) {
        return response(400, "The request cannot be taken", errors).build();
    }

    static Response unavailable(String error) {
        return response(503, "The request was not written to Kafka", List.of(error))
                .header("Retry-After", "5")
                .build();
    }

    static Response notYet(String error) {
        return response(503, "Nothing can be said yet", List.of(error))
                .header("Retry-After", "1")
                .build();
    }

    private static Response.ResponseBuilder response(int status, String title, List<String> errors) {
        return Response.status(status).type(MEDIA_TYPE).entity(new Problem("about:blank", title, status, errors));
    }
}
