package dev.baton.syncmonitor.adapter.probe;

import dev.baton.model.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a request came to nothing, in words that say what to do. */
final class Faults {

    private Faults() {}

    static String reason(Throwable failure) {
        return switch (failure) {
            case ConnectException _ -> "cannot connect";
            case HttpConnectTimeoutException _ ->
                "no connection came about in time; are host, port and http:// or https:// right?";
            case SSLException tls -> certificate(tls).orElseGet(() -> other(tls));
            case IOException tooLong when said(tooLong).contains("capacity") -> "the answer is too long";
            case Throwable unknown -> other(unknown);
        };
    }

    private static Optional<String> certificate(SSLException failure) {
        if (said(failure).contains("recognized SSL message")) {
            return Optional.of("it does not speak TLS there; is it http:// instead of https://?");
        }
        // Only the cause at the bottom tells which of both it is.
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .reduce((_, cause) -> cause)
                .flatMap(cause -> switch (cause) {
                    case CertPathBuilderException _ ->
                        Optional.of(
                                "its certificate comes from nobody who is trusted here; let the server send the whole"
                                        + " chain, or add the issuer to the JVM's trust store");
                    case CertificateException other
                    when said(other).startsWith("No ") ->
                        Optional.of("its certificate is for another host (" + said(other)
                                + "); name a host that stands in it");
                    default -> Optional.empty();
                });
    }

    private static String other(Throwable failure) {
        var type = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? type : type + ": " + Text.quoted(failure.getMessage());
    }

    private static String said(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
