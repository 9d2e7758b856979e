package dev.baton.syncmonitor.topology;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Stores records of ours as JSON, so that a store's changelog can be read by people. */
final class JsonSerde<T> {

    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonSerde(Class<T> type) {
        this.reader = BatonJson.mapper().readerFor(type);
        this.writer = BatonJson.mapper().writerFor(type);
    }

    static <T> Serde<T> of(Class<T> type) {
        var json = new JsonSerde<>(type);
        Serializer<T> serializer = (_, value) -> json.write(value);
        Deserializer<T> deserializer = (_, bytes) -> json.read(bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    private byte @Nullable [] write(@Nullable T value) {
        try {
            return value == null ? null : writer.writeValueAsBytes(value);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private @Nullable T read(byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : reader.readValue(bytes);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
