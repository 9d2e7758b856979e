package dev.baton.audit.adapter.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * Bounds what the stores take of memory outside the heap. By default each has a cache of 50 MB and three write buffers of
 * 16 MB; audit writes a few records a second at most.
 */
public final class SmallRocksDb implements RocksDBConfigSetter {

    private static final int WRITE_BUFFER_BYTES = 1 << 20;
    private static final int WRITE_BUFFERS = 2;
    private static final LRUCache SHARED_CACHE = new LRUCache(8L << 20);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setBlockCache(SHARED_CACHE);
            table.setCacheIndexAndFilterBlocks(true);
            options.setTableFormatConfig(table);
        }
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache is shared by all stores and lives as long as the process.
    }
}
