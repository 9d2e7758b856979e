package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.descriptor.VerifiedQuery;
import dev.baton.model.Address;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.verification.Answers;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an instance answers over HTTP at its slot's address, not through the router. */
final class InstanceAnswers implements Answers {

    private static final String HEIGHT = "{height}";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Web web;
    private final Address instance;

    InstanceAnswers(Web web, Address instance) {
        this.web = web;
        this.instance = instance;
    }

    @Override
    public Answer to(VerifiedQuery query, long height) throws Unreachable {
        var pinned = Long.toString(height);
        try {
            var address = URI.create("http://" + instance + query.path().replace(HEIGHT, pinned));
            var raw = web.raw(address, query.body().map(body -> body.replace(HEIGHT, pinned)));
            return new Answer(raw.status(), parts(raw.bytes().getBytes(ISO_8859_1), query.ignore()));
        } catch (IllegalArgumentException _) {
            throw new Unreachable("verify.queries, " + query.name()
                    + ": its path is none; write what is not allowed in an address as %XX");
        } catch (NoAnswer none) {
            throw new Unreachable("verify.queries, " + query.name() + ": " + none.reason());
        }
    }

    private static Map<String, String> parts(byte[] body, List<String> ignored) {
        try {
            var document = JSON.readTree(body);
            if (document != null && !document.isMissingNode()) {
                var parts = new LinkedHashMap<String, String>();
                collect("", document, ignored, parts);
                return parts;
            }
        } catch (JsonProcessingException _) {
            // Then it is compared byte by byte.
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return Map.of("", digest(body));
    }

    /** Objects and arrays are parts themselves, so that an empty one is not the same as none. */
    private static void collect(String pointer, JsonNode node, List<String> ignored, Map<String, String> parts) {
        if (ignored.contains(pointer)) {
            return;
        }
        parts.put(pointer, text(node));
        if (node.isArray()) {
            for (var i = 0; i < node.size(); i++) {
                collect(pointer + "/" + i, node.get(i), ignored, parts);
            }
        }
        node.properties().forEach(member -> {
            var name = member.getKey().replace("~", "~0").replace("/", "~1");
            collect(pointer + "/" + name, member.getValue(), ignored, parts);
        });
    }

    /** Equal for equal values: members of an object may be in any order, and 1.0 is 1. */
    private static String text(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "{}";
            case ARRAY -> "[]";
            case NUMBER -> node.decimalValue().stripTrailingZeros().toString();
            case STRING, BINARY, BOOLEAN, MISSING, NULL, POJO -> node.toString();
        };
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
