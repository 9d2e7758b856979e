package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an instance runs as. */
public enum RuntimeKind {
    /** A program of the deployer's machine. */
    @JsonProperty("process")
    PROCESS,
    /** Containers of the deployer's Docker engine. */
    @JsonProperty("docker")
    DOCKER
}
