package dev.baton.examples.penumbra;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Connections to one database, made when first used: the database may come up later. */
public final class Database implements AutoCloseable {

    private final AgroalDataSource pool;

    /** Throws only where the pool's settings are wrong. */
    public Database(DatabaseUrl url, int connections) throws SQLException {
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pooling -> pooling.maxSize(connections)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(connecting -> connecting
                                .connectionProviderClass(org.postgresql.Driver.class)
                                .jdbcUrl(url.jdbcUrl())
                                .principal(new NamePrincipal(url.user()))
                                .credential(new SimplePassword(url.password()))
                                .jdbcProperty("connectTimeout", "5")
                                .jdbcProperty("socketTimeout", "60")
                                .jdbcProperty("reWriteBatchedInserts", "true"))));
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does all of the work or, if this throws, none of it. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
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

    @Override
    public void close() {
        pool.close();
    }
}
