package dev.baton.syncmonitor.domain;

import dev.baton.model.SecretRef;
import java.util.Optional;

/** Where a secret's value is found. It is asked for where the value is used, and kept nowhere. */
public interface Secrets {

    /** The value; empty where there is none of that name. */
    Optional<String> find(SecretRef name);
}
