package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    @Test
    void answersAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        String url;
        try (var server = PostgresServer.start(folder)) {
            server.execute("postgres", "CREATE DATABASE other");
            url = server.jdbcUrl("other");
            try (var connection = DriverManager.getConnection(url);
                    var rows = connection.createStatement().executeQuery("SELECT current_database()")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("other");
            }
        }
        assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info))
                .noneMatch(process -> process.command().orElse("").endsWith("/postgres"));
    }
}
