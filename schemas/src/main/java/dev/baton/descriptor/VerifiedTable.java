package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows that must be the same in green and in blue, up to one pinned height.
 *
 * @param name what people call it
 * @param rows one SELECT on this version's own schema. Its first column is {@code height}, by which the rows are cut into
 *     ranges, the others are compared; each version brings its own, so a meant change is written there
 * @param key the columns that, with the height, tell one row from another; all where empty
 * @param ignore columns whose differences are meant; they are not compared, and the result says so
 */
public record VerifiedTable(
        String name,
        String rows,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> key,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignore) {

    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    public VerifiedTable {
        key = List.copyOf(key);
        ignore = List.copyOf(ignore);
        if (name.isBlank() || rows.isBlank()) {
            throw new IllegalArgumentException("verify.tables needs a name and a query (rows) for each table");
        }
        for (var columns : List.of(key, ignore)) {
            if (!columns.stream().allMatch(column -> COLUMN.matcher(column).matches())) {
                throw new IllegalArgumentException(
                        "verify.tables: key and ignore name columns: letters, digits, underscores");
            }
        }
        if (key.stream().anyMatch(ignore::contains) || ignore.contains("height")) {
            throw new IllegalArgumentException("verify.tables: neither the height nor a key column can be ignored");
        }
    }

    @JsonCreator
    static VerifiedTable of(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "rows", required = true) String rows,
            @JsonProperty("key") @Nullable List<String> key,
            @JsonProperty("ignore") @Nullable List<String> ignore) {
        return new VerifiedTable(
                name, rows, Objects.requireNonNullElse(key, List.of()), Objects.requireNonNullElse(ignore, List.of()));
    }
}
