package dev.baton.audit.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Values of audit's stores as JSON, written the way Baton writes JSON everywhere. */
final class JsonSerde<T> extends Serdes.WrapperSerde<T> {

    JsonSerde(Class<T> type) {
        super((topic, value) -> write(value), (topic, bytes) -> read(type, bytes));
    }

    private static byte @Nullable [] write(@Nullable Object value) {
        try {
            return value == null ? null : BatonJson.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException unwritable) {
            throw new SerializationException("cannot be written as JSON: " + value.getClass(), unwritable);
        }
    }

    private static <T> @Nullable T read(Class<T> type, byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : BatonJson.mapper().readValue(bytes, type);
        } catch (IOException unreadable) {
            throw new SerializationException("a store holds what is no " + type.getSimpleName(), unreadable);
        }
    }
}
