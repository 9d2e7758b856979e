package dev.baton.descriptor;

import dev.baton.model.SecretRef;
import java.util.Optional;

/**
 * How Kafka's brokers are known over TLS, and who asks. Everything is a secret in PEM, by name.
 *
 * @param authority certificates of who vouches for the brokers; whom Java trusts where empty
 * @param certificate the chain that is shown to the brokers; none where empty
 * @param key of that certificate, in PKCS #8
 */
public record KafkaTls(Optional<SecretRef> authority, Optional<SecretRef> certificate, Optional<SecretRef> key) {
    public KafkaTls {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("kafka.tls has a certificate and its key, or neither");
        }
    }
}
