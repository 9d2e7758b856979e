package dev.baton.examples.evmindexer;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The blocks in Postgres. Each change is one database transaction, so after a crash it is there whole or not at all. */
final class BlockStore implements AutoCloseable {

    /** What every version's {@link DataModel#append} starts from: one row per block and transaction of the arrays. */
    private static final String INCOMING = """
            WITH incoming_block AS (
                SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::integer[])
                    AS b (height, hash, parent_hash, timestamp, gas_used, transaction_count)),
            incoming_transaction AS (
                SELECT * FROM unnest(?::text[], ?::bigint[], ?::integer[], ?::text[], ?::text[], ?::numeric[])
                    AS t (hash, height, position, sender, receiver, value))
            """;

    private final DataModel model;
    private final AgroalDataSource pool;

    /** Connects when first used: the database may come up later. */
    BlockStore(Settings.Database database, DataModel model) throws SQLException {
        this.model = model;
        this.pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pooling -> pooling.maxSize(8)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(connecting -> connecting
                                .connectionProviderClass(org.postgresql.Driver.class)
                                .jdbcUrl(database.jdbcUrl())
                                .principal(new NamePrincipal(database.user()))
                                .credential(new SimplePassword(database.password()))
                                .jdbcProperty("connectTimeout", "5")
                                .jdbcProperty("socketTimeout", "60")
                                .jdbcProperty("ApplicationName", "evm-indexer"))));
    }

    /** The database belongs to another version. */
    static final class OtherVersionException extends Exception {
        OtherVersionException(String message) {
            super(message);
        }
    }

    /** Creates the tables in an empty database; leaves those of this version as they are. */
    void prepare() throws SQLException, OtherVersionException {
        Optional<String> found = inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS data_model (version text NOT NULL)");
                statement.execute("LOCK TABLE data_model");
                try (ResultSet rows = statement.executeQuery("SELECT version FROM data_model")) {
                    if (rows.next()) {
                        return Optional.of(rows.getString(1));
                    }
                }
                statement.execute(model.schema());
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO data_model VALUES (?)")) {
                insert.setString(1, model.version());
                insert.execute();
            }
            return Optional.<String>empty();
        });
        if (found.isPresent() && !found.get().equals(model.version())) {
            throw new OtherVersionException("the database has the data model of version " + found.get() + "; version "
                    + model.version() + " needs an empty database");
        }
    }

    /** Appends blocks; all of them or, if this throws, none. */
    void append(List<Block> blocks) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Block block : blocks) {
            for (int position = 0; position < block.transactions().size(); position++) {
                rows.add(new Row(block.height(), position, block.transactions().get(position)));
            }
        }
        inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INCOMING + model.append())) {
                insert.setArray(1, array(connection, "bigint", blocks, Block::height));
                insert.setArray(2, array(connection, "text", blocks, Block::hash));
                insert.setArray(3, array(connection, "text", blocks, Block::parentHash));
                insert.setArray(4, array(connection, "bigint", blocks, Block::timestamp));
                insert.setArray(5, array(connection, "bigint", blocks, Block::gasUsed));
                insert.setArray(
                        6,
                        array(
                                connection,
                                "integer",
                                blocks,
                                block -> block.transactions().size()));
                insert.setArray(7, array(connection, "text", rows, row -> row.transaction.hash()));
                insert.setArray(8, array(connection, "bigint", rows, Row::height));
                insert.setArray(9, array(connection, "integer", rows, Row::position));
                insert.setArray(10, array(connection, "text", rows, row -> row.transaction.from()));
                insert.setArray(11, array(connection, "text", rows, row -> row.transaction.to()));
                insert.setArray(12, array(connection, "numeric", rows, row -> row.transaction.value()));
                return insert.executeUpdate();
            }
        });
    }

    /** Removes the blocks above a height. */
    void rollBack(long height) throws SQLException {
        inTransaction(connection -> {
            for (String sql : model.rollBack()) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setLong(1, height);
                    statement.executeUpdate();
                }
            }
            return height;
        });
    }

    /** The newest block, or empty if there is none. */
    Optional<Block.Head> head() throws SQLException {
        return latest().map(BlockStore::head);
    }

    /** The block at each height that is there, {@code from} to {@code to}, both included. */
    List<Block.Head> heads(long from, long to) throws SQLException {
        return blocks(from, to).stream().map(BlockStore::head).toList();
    }

    Optional<Map<String, Object>> latest() throws SQLException {
        return query(model.blocks() + " WHERE height = (SELECT max(height) FROM blocks)").stream()
                .findFirst();
    }

    List<Map<String, Object>> blocks(long from, long to) throws SQLException {
        return query(model.blocks() + " WHERE height BETWEEN ? AND ? ORDER BY height", from, to);
    }

    Optional<Map<String, Object>> transaction(String hash) throws SQLException {
        return query(model.transaction(), hash).stream().findFirst();
    }

    Optional<Map<String, Object>> address(String address) throws SQLException {
        return model.address().isEmpty()
                ? Optional.empty()
                : query(model.address().get(), address).stream().findFirst();
    }

    /** Throws if the database does not answer, or does not have the tables yet. */
    void check() throws SQLException {
        query("SELECT version FROM data_model");
    }

    @Override
    public void close() {
        pool.close();
    }

    private record Row(long height, int position, Block.Transaction transaction) {}

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException lost) {
                    e.addSuppressed(lost);
                }
                throw e;
            }
        }
    }

    private List<Map<String, Object>> query(String sql, Object... parameters) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                ResultSetMetaData columns = rows.getMetaData();
                List<Map<String, Object>> result = new ArrayList<>();
                while (rows.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnLabel(i), rows.getObject(i));
                    }
                    result.add(row);
                }
                return result;
            }
        }
    }

    private static Block.Head head(Map<String, Object> block) {
        var height = (Number) Objects.requireNonNull(block.get("height"));
        return new Block.Head(height.longValue(), String.valueOf(block.get("hash")));
    }

    private static <T> java.sql.Array array(
            Connection connection, String type, List<T> from, Function<T, @Nullable Object> element)
            throws SQLException {
        return connection.createArrayOf(type, from.stream().map(element).toArray());
    }
}
