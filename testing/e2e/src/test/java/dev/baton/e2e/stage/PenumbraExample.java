package dev.baton.e2e.stage;

import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.DockerImages;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The descriptor and the site of {@code examples/penumbra-explorer} as a team would adapt them: names of images, addresses,
 * ports, certificates; and, because this is a test, shorter times and higher limits. Nothing else is changed, and what is to
 * be changed must be there.
 *
 * @param descriptor the file to deploy
 * @param listen where Baton's site listens
 * @param tls where users come by TLS
 * @param trust takes the site's certificate
 */
public record PenumbraExample(Path descriptor, int listen, int tls, SSLContext trust) {

    private static final Path EXAMPLE = Checkout.root().resolve("examples/penumbra-explorer");
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();
    private static final String CERTIFICATES = "/etc/letsencrypt/live/api.explorer.example.org/";

    /** Writes both into a folder. */
    public static PenumbraExample write(Path folder, PenumbraImages images, PenumbraSource source) {
        try {
            var site = Files.createDirectories(folder.resolve("site"));
            int listen = FreePorts.next();
            int tls = FreePorts.next();
            var trust = certificate(folder);
            change(
                    "descriptor.yaml",
                    folder.resolve("descriptor.yaml"),
                    Map.ofEntries(
                            Map.entry("\"penumbra-explorer:{version}\"", "\"" + images.shipped() + ":{version}\""),
                            Map.entry(
                                    "/home/deploy-penumbra-explorer/deployments/penumbra-explorer-{version}.tar",
                                    images.archive("{version}").toString()),
                            Map.entry("# networks: [penumbra-source]", "networks: [\"" + source.network() + "\"]"),
                            Map.entry("postgres:17", DockerImages.ensure("postgres")),
                            Map.entry("postgresql://explorer@source-db.example.org:5432/penumbra", source.server()),
                            Map.entry(
                                    "http://penumbra-node.example.org:26657",
                                    source.rpc().toString()),
                            Map.entry("listen: 8080", "listen: " + listen),
                            Map.entry("stableFor: 60s", "stableFor: 3s"),
                            Map.entry("interval: 2s", "interval: 500ms"),
                            Map.entry("probation: 10m", "probation: 3s")));
            change(
                    "site/http.conf",
                    site.resolve("http.conf"),
                    Map.of("listen 80;", "listen 127.0.0.1:" + FreePorts.next() + ";", "rate=30r/s", "rate=2000r/s"));
            change(
                    "site/server.conf",
                    site.resolve("server.conf"),
                    Map.of(
                            "listen 443 ssl;",
                            "listen 127.0.0.1:" + tls + " ssl;",
                            "listen [::]:443 ssl;",
                            "",
                            CERTIFICATES,
                            folder + "/",
                            "burst=20",
                            "burst=200"));
            return new PenumbraExample(folder.resolve("descriptor.yaml"), listen, tls, trust);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void change(String name, Path to, Map<String, String> changes) throws IOException {
        var text = Files.readString(EXAMPLE.resolve(name));
        for (var change : changes.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new IllegalStateException(name + " of the example has no " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        Files.writeString(to, text);
    }

    /** A certificate and its key as NGINX reads them, by the JDK's own tool: no other need be there. */
    private static SSLContext certificate(Path folder) throws IOException {
        var store = folder.resolve("tls.p12");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "site",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=api.explorer.example.org",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD));
        try {
            var tool = ChildProcesses.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile()));
            if (!tool.waitFor(1, TimeUnit.MINUTES) || tool.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + Files.readString(folder.resolve("keytool.log")));
            }
            var keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
            write(
                    folder.resolve("fullchain.pem"),
                    "CERTIFICATE",
                    keys.getCertificate("site").getEncoded());
            write(
                    folder.resolve("privkey.pem"),
                    "PRIVATE KEY",
                    keys.getKey("site", STORE_PASSWORD).getEncoded());
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("site", keys.getCertificate("site"));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                        + "-----\n");
    }
}
