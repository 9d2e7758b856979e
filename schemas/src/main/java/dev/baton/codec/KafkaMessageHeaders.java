package dev.baton.codec;

/** The headers by which CloudEvents' Kafka binding tells its two modes apart. */
final class KafkaMessageHeaders {

    static final String CONTENT_TYPE = "content-type";
    static final String SPEC_VERSION = "ce_specversion";

    private KafkaMessageHeaders() {}
}
