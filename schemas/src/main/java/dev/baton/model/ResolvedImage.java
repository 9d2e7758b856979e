package dev.baton.model;

import java.util.Optional;

/**
 * What a container's image turned out to be. From then on it is used by its id, whatever becomes of its tag.
 *
 * @param container the container's name within the instance
 * @param reference as the descriptor names it, e.g. {@code explorer:2}
 * @param id the digest of the image's configuration, {@code sha256:…}, by which the engine knows it
 * @param digest the digest of its manifest in the registry, {@code repository@sha256:…}; empty where it came from none
 */
public record ResolvedImage(String container, String reference, String id, Optional<String> digest) {}
