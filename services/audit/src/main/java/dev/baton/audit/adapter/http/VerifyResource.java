package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.chain.Digest;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.audit.domain.trail.TrailCheck;
import dev.baton.model.ApplicationName;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The check of the trail. */
@Path("/audit/verify")
@Blocking
class VerifyResource {

    private static final Pattern HEAD = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

    private final Trail trail;
    private final TrailCheck check;

    VerifyResource(Trail trail, TrailCheck check) {
        this.trail = trail;
        this.check = check;
    }

    @GET
    @Operation(
            summary = "Reads the whole audit topic again and checks every application's chain",
            description = "A 200 says that the check was made; `verified` says what it found")
    public ReportView all() {
        return ReportView.of(check.check(Optional.empty(), List.of()));
    }

    @GET
    @Path("{application}")
    @Operation(
            summary = "Reads the whole audit topic again and checks one application's chain",
            description =
                    "`known` is a head that was noted down earlier, as SEQUENCE:HASH; it must still stand in the chain")
    public ReportView one(@RestPath String application, @QueryParam("known") List<String> known) {
        var name = Page.application(application);
        if (trail.head(name).isEmpty()) {
            throw ApplicationsResource.unknown(name, trail.applications());
        }
        var noted = known.stream().map(text -> head(name, text)).toList();
        return ReportView.of(check.check(Optional.of(name), noted));
    }

    private static ChainHead head(ApplicationName name, String text) {
        var match = HEAD.matcher(text);
        if (!match.matches()) {
            throw Problem.badRequest("known is SEQUENCE:HASH, a number from 1 and 64 lower-case hexadecimal digits");
        }
        return new ChainHead(name, Long.parseLong(match.group(1)), new Digest(match.group(2)));
    }
}
