package dev.baton.audit.adapter.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/**
 * An error as RFC 9457 has it.
 *
 * @param title what kind of error, the same for all of its kind
 * @param status the HTTP status
 * @param detail what is wrong this time, and what to do
 */
public record Problem(String title, int status, String detail) {

    static final String MEDIA_TYPE = "application/problem+json";

    Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }

    static WebApplicationException notFound(String detail) {
        return thrown(new Problem("Not found", 404, detail));
    }

    static WebApplicationException badRequest(String detail) {
        return thrown(new Problem("Bad request", 400, detail));
    }

    private static WebApplicationException thrown(Problem problem) {
        return new WebApplicationException(problem.detail(), problem.response());
    }
}
