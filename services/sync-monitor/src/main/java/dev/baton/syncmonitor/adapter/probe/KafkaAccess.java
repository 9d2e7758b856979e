package dev.baton.syncmonitor.adapter.probe;

import dev.baton.descriptor.KafkaLogin;
import dev.baton.descriptor.KafkaTls;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.domain.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/** How Kafka's brokers are reached: by TLS or not, with a login or not. */
final class KafkaAccess {

    private static final String PEM = "PEM";

    private final Source.Kafka kafka;
    private final Secrets secrets;

    KafkaAccess(Source.Kafka kafka, Secrets secrets) {
        this.kafka = kafka;
        this.secrets = secrets;
    }

    /** A secret is not there, or of no use. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason);
        }
    }

    /** A client's settings, with the secrets as they are now; Kafka's client shows none of these. */
    Map<String, Object> settings() throws Unusable {
        var settings = new HashMap<String, Object>();
        settings.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (kafka.login().isPresent() ? "SASL_" : "") + (kafka.tls().isPresent() ? "SSL" : "PLAINTEXT"));
        if (kafka.tls().isPresent()) {
            speakTls(kafka.tls().get(), settings);
        }
        if (kafka.login().isPresent()) {
            logIn(kafka.login().get(), settings);
        }
        return settings;
    }

    /** The secrets that are used, for a person to look at; empty where there are none. */
    Optional<String> names() {
        var ofTls = kafka.tls().stream()
                .flatMap(tls ->
                        Stream.of(tls.authority(), tls.certificate(), tls.key()).flatMap(Optional::stream));
        var names = Stream.concat(ofTls, kafka.login().map(KafkaLogin::password).stream())
                .map(SecretRef::secret)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    private void speakTls(KafkaTls tls, Map<String, Object> settings) throws Unusable {
        if (tls.authority().isPresent()) {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
            settings.put(
                    SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
                    value(tls.authority().get()));
        }
        if (tls.certificate().isPresent() && tls.key().isPresent()) {
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
            settings.put(
                    SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                    value(tls.certificate().get()));
            settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, value(tls.key().get()));
        }
    }

    private void logIn(KafkaLogin login, Map<String, Object> settings) throws Unusable {
        var password = value(login.password());
        if (password.chars().anyMatch(Character::isISOControl)) {
            throw new Unusable("the secret " + login.password().secret() + " is no password: it has several lines");
        }
        var module = login.mechanism() == KafkaLogin.Mechanism.PLAIN
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        settings.put(SaslConfigs.SASL_MECHANISM, login.mechanism().spelled());
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                String.join(
                        " ",
                        List.of(
                                module,
                                "required",
                                "username=" + quoted(login.user()),
                                "password=" + quoted(password) + ";")));
    }

    private String value(SecretRef name) throws Unusable {
        return secrets.find(name)
                .orElseThrow(() ->
                        new Unusable("the secret " + name.secret() + " is missing: put it into the folder of secrets"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
