package dev.baton.audit.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys whose byte order is the order of reading: the owner, a zero byte, the sequence in eight bytes. No owner's name holds
 * a zero byte, so no owner's range runs into another's.
 */
public final class StoreKeys {

    private StoreKeys() {}

    /** The key of an owner's record with that sequence, from 0. */
    public static Bytes of(String owner, long sequence) {
        var name = owner.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1 + Long.BYTES)
                .put(name)
                .put((byte) 0)
                .putLong(sequence)
                .array());
    }

    /** The sequence in a key. */
    public static long sequence(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong(key.get().length - Long.BYTES);
    }
}
