package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.SecretRef;

/**
 * Who asks Kafka, by SASL.
 *
 * @param password by name
 */
public record KafkaLogin(Mechanism mechanism, String user, SecretRef password) {
    public KafkaLogin {
        if (user.isBlank()) {
            throw new IllegalArgumentException("kafka.login.user is a user's name");
        }
    }

    /** How the password is shown. */
    public enum Mechanism {
        /** As it is: whoever reads the line knows it, so with TLS only where others can. */
        @JsonProperty("PLAIN")
        PLAIN,
        /** By a proof that does not tell it. */
        @JsonProperty("SCRAM-SHA-256")
        SCRAM_SHA_256,
        /** By a proof that does not tell it. */
        @JsonProperty("SCRAM-SHA-512")
        SCRAM_SHA_512;

        /** As Kafka spells it. */
        public String spelled() {
            return name().replace('_', '-');
        }
    }
}
