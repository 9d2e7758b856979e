package dev.baton.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * CI or a person asks for a version to be brought live. The descriptor travels as it was written, because a request may
 * be wrong and is still to be answered with every reason.
 *
 * @param version the version, e.g. a tag; replaces {@code {version}} in the descriptor
 * @param descriptor the application's descriptor as JSON
 */
public record DeployRequested(String version, JsonNode descriptor, String requestedBy, Optional<String> reason)
        implements Request {}
