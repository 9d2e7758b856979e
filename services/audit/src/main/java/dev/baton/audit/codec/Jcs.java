package dev.baton.audit.codec;

import java.io.IOException;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * RFC 8785, JSON Canonicalization Scheme: members sorted, no white space, one way to write each string and number.
 * Numbers are IEEE 754 doubles there (RFC 7493, I-JSON), so an integer beyond 2^53 is recorded as its nearest double.
 */
final class Jcs {

    private Jcs() {}

    /** @throws IOException where the text is no JSON object or array, or names a member twice */
    static byte[] canonical(byte[] json) throws IOException {
        return new JsonCanonicalizer(json).getEncodedUTF8();
    }
}
