package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.KafkaLogin;
import dev.baton.descriptor.KafkaLogin.Mechanism;
import dev.baton.descriptor.KafkaTls;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import dev.baton.support.FreePorts;
import dev.baton.support.KafkaBroker;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that speaks TLS, and takes only whom it knows: by a password, or by a certificate. */
class KafkaLoginIT {

    private static final String TOPIC = "transfers";
    private static final String PLAIN_PASSWORD = "plain-f00dfeed";

    /** What would end a quoted text that nobody has escaped. */
    private static final String ODD_PASSWORD = "odd\"f00d\\feed; x=\"";

    private static final SecretRef PASSWORD = new SecretRef("KAFKA_PASSWORD");
    private static final SecretRef AUTHORITY = new SecretRef("KAFKA_CA");
    private static final SecretRef CERTIFICATE = new SecretRef("KAFKA_CERTIFICATE");
    private static final SecretRef KEY = new SecretRef("KAFKA_KEY");
    private static final KafkaTls TLS = new KafkaTls(Optional.of(AUTHORITY), Optional.empty(), Optional.empty());

    private static KafkaBroker broker;
    private static SelfSigned ofBroker;
    private static SelfSigned ofClient;
    private static String byLogin;
    private static String byCertificate;

    private final Map<SecretRef, String> secrets = new ConcurrentHashMap<>(Map.of(
            AUTHORITY, ofBroker.certificatePem(), CERTIFICATE, ofClient.certificatePem(), KEY, ofClient.keyPem()));

    @BeforeAll
    static void startBroker(@TempDir Path directory) throws Exception {
        ofBroker = SelfSigned.make(directory, "broker", "ip:127.0.0.1");
        ofClient = SelfSigned.make(directory, "client", "dns:client.example");
        var trusted = Files.writeString(directory.resolve("client.pem"), ofClient.certificatePem());
        var ports = FreePorts.take(2);
        byLogin = "127.0.0.1:" + ports.getFirst();
        byCertificate = "127.0.0.1:" + ports.getLast();
        broker = KafkaBroker.start(
                directory.resolve("kafka"),
                ",LOGIN://%s,CERTIFIED://%s".formatted(byLogin, byCertificate),
                """
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_SSL,CERTIFIED:SSL
                ssl.keystore.type=PKCS12
                ssl.keystore.location=%1$s
                ssl.keystore.password=changeit
                ssl.truststore.type=PEM
                ssl.truststore.location=%2$s
                listener.name.certified.ssl.client.auth=required
                listener.name.login.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
                listener.name.login.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \\
                  required user_reader="%3$s";
                listener.name.login.scram-sha-256.sasl.jaas.config=\\
                  org.apache.kafka.common.security.scram.ScramLoginModule required;
                """.formatted(directory.resolve("broker.p12"), trusted, PLAIN_PASSWORD));
        broker.createTopics(1, TOPIC);
        try (var admin = broker.admin();
                var writer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "odd", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4_096), ODD_PASSWORD)))
                    .all()
                    .get();
            writer.send(new ProducerRecord<>(TOPIC, "1".getBytes(UTF_8))).get();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void readsByAPasswordOrByACertificate() {
        secrets.put(PASSWORD, PLAIN_PASSWORD);
        assertThat(read(byLogin, Optional.of(TLS), login(Mechanism.PLAIN, "reader")))
                .isEqualTo(new Reading.Height(1));
        secrets.put(PASSWORD, ODD_PASSWORD);
        assertThat(read(byLogin, Optional.of(TLS), login(Mechanism.SCRAM_SHA_256, "odd")))
                .isEqualTo(new Reading.Height(1));
        var mutual = new KafkaTls(Optional.of(AUTHORITY), Optional.of(CERTIFICATE), Optional.of(KEY));
        assertThat(read(byCertificate, Optional.of(mutual), Optional.empty())).isEqualTo(new Reading.Height(1));
    }

    @Test
    void followsAPasswordThatIsRefusedAndMendedLater() {
        secrets.put(PASSWORD, "wrong-f00dfeed");
        try (var probe = probe(byLogin, Optional.of(TLS), login(Mechanism.PLAIN, "reader"))) {
            assertUnknown(
                    probe.read(),
                    "the login as \"reader\" was refused",
                    "are the mechanism and the secret KAFKA_PASSWORD right?");
            secrets.put(PASSWORD, PLAIN_PASSWORD);
            assertThat(probe.read()).isEqualTo(new Reading.Height(1));
        }
    }

    @Test
    void saysWhichMechanismIsNotThere() {
        secrets.put(PASSWORD, PLAIN_PASSWORD);
        assertUnknown(read(byLogin, Optional.of(TLS), login(Mechanism.SCRAM_SHA_512, "reader")), "SCRAM-SHA-512");
    }

    @Test
    void saysWhichSecretIsMissingOrUnfit() {
        assertUnknown(
                read(byLogin, Optional.of(TLS), login(Mechanism.PLAIN, "reader")),
                "the secret KAFKA_PASSWORD is missing: put it into the folder of secrets");
        secrets.put(PASSWORD, "f00dfeed\nsasl.mechanism=GSSAPI");
        assertUnknown(
                read(byLogin, Optional.of(TLS), login(Mechanism.PLAIN, "reader")),
                "the secret KAFKA_PASSWORD is no password");
        secrets.put(PASSWORD, PLAIN_PASSWORD);
        secrets.put(AUTHORITY, "f00dfeed");
        assertUnknown(
                read(byLogin, Optional.of(TLS), login(Mechanism.PLAIN, "reader")),
                "is what KAFKA_CA, KAFKA_PASSWORD holds right, in PEM");
    }

    @Test
    void knowsNothingOfABrokerThatNobodyVouchesForOrThatKnowsNobody() {
        secrets.put(PASSWORD, PLAIN_PASSWORD);
        var everybodys = new KafkaTls(Optional.empty(), Optional.empty(), Optional.empty());
        assertUnknown(
                read(byLogin, Optional.of(everybodys), login(Mechanism.PLAIN, "reader")),
                byLogin + ": its certificate comes from nobody who is trusted here");
        assertUnknown(read(byCertificate, Optional.of(TLS), Optional.empty()), "");
    }

    @Test
    void asksWhetherTlsOrALoginIsMissing() {
        try (var impatient = new KafkaProbe(
                new Source.Kafka(byLogin, "g", TOPIC), "g", Role.TIP, Duration.ofSeconds(1), name -> find(name))) {
            assertUnknown(impatient.read(), "no answer from " + byLogin, "does it want TLS (kafka.tls)?");
        }
    }

    private Optional<KafkaLogin> login(Mechanism mechanism, String user) {
        return Optional.of(new KafkaLogin(mechanism, user, PASSWORD));
    }

    private Reading read(String bootstrap, Optional<KafkaTls> tls, Optional<KafkaLogin> login) {
        try (var probe = probe(bootstrap, tls, login)) {
            return probe.read();
        }
    }

    private KafkaProbe probe(String bootstrap, Optional<KafkaTls> tls, Optional<KafkaLogin> login) {
        return new KafkaProbe(
                new Source.Kafka(bootstrap, "g", TOPIC, tls, login), "g", Role.TIP, Duration.ofSeconds(10), this::find);
    }

    private Optional<String> find(SecretRef name) {
        return Optional.ofNullable(secrets.get(name));
    }

    private static void assertUnknown(Reading reading, String... reasons) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .contains(reasons)
                                .doesNotContain("f00d", "BEGIN")
                                .matches(text -> text.chars().noneMatch(Character::isISOControl), "in one line"));
    }
}
