package dev.baton.bench.verification;

import dev.baton.support.PostgresServer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The rows of two databases, green and blue, on one server: the same but for some that differ. */
final class Rows {

    /** What {@code verify.tables} says of them. */
    static final String QUERY = "SELECT height, n, fee, ok, memo, hash FROM transactions";

    static final int DIFFERING = 37;

    private static final int PER_HEIGHT = 5;
    private static final String CHECKSUM =
            "SELECT count(*), sum(hashtextextended(ROW(n, fee, hash, memo, ok)::text, 0)) FROM (" + QUERY + ") AS rows";

    private final PostgresServer postgres;
    private final int count;

    /** @param count how many rows each database has */
    Rows(PostgresServer postgres, int count) {
        this.postgres = postgres;
        this.count = count;
    }

    int heights() {
        return count / PER_HEIGHT;
    }

    /** Fills both with the same, and changes, removes and adds rows; returns the numbers of those, in order. */
    List<Long> fill() {
        var numbers = new TreeSet<Long>();
        new SplittableRandom(7).longs(0, count).distinct().limit(DIFFERING).forEach(numbers::add);
        for (var name : List.of("green", "blue")) {
            postgres.execute("postgres", "CREATE DATABASE " + name);
            postgres.execute(
                    name,
                    "CREATE TABLE transactions AS SELECT n / " + PER_HEIGHT + " AS height, n, n * 1.5 AS fee,"
                            + " n % 3 = 0 AS ok, 'memo ' || n AS memo, decode(md5(n::text), 'hex') AS hash"
                            + " FROM generate_series(0, " + (count - 1) + ") AS n",
                    "CREATE INDEX ON transactions (height)",
                    "VACUUM ANALYZE transactions");
        }
        var i = 0;
        for (var n : numbers) {
            switch (i++ % 3) {
                case 0 -> postgres.execute("green", "UPDATE transactions SET fee = fee + 1 WHERE " + at(n));
                case 1 -> postgres.execute("green", "DELETE FROM transactions WHERE " + at(n));
                default -> postgres.execute("blue", "DELETE FROM transactions WHERE " + at(n));
            }
        }
        return List.copyOf(numbers);
    }

    /** What a careful person would run: one statement on the one, then on the other, each on one processor. */
    void checksum() {
        for (var name : List.of("green", "blue")) {
            postgres.execute(name, "SET max_parallel_workers_per_gather = 0", "SET jit = off", CHECKSUM);
        }
    }

    private static String at(long n) {
        return "height = " + n / PER_HEIGHT + " AND n = " + n;
    }
}
