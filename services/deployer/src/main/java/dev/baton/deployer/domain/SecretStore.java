package dev.baton.deployer.domain;

import dev.baton.model.SecretRef;

/** Where the values are that descriptors only name. */
public interface SecretStore {

    /** Looks one up, anew each time: a secret may be rotated while the deployer runs. */
    Lookup find(SecretRef reference);

    /** What was found. */
    sealed interface Lookup {
        /** The value. */
        record Found(String value) implements Lookup {
            @Override
            public String toString() {
                return "Found[***]";
            }
        }

        /** There is none, or it cannot be read; the reason names the secret and the places, never a value. */
        record Missing(String reason) implements Lookup {}
    }
}
