package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.baton.model.SecretRef;
import java.net.URI;
import java.util.Optional;

/** Where a height is read: an instance's own, or the tip of what it follows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Source.Sql.class, name = "sql"),
    @JsonSubTypes.Type(value = Source.Http.class, name = "http"),
    @JsonSubTypes.Type(value = Source.Evm.class, name = "evm"),
    @JsonSubTypes.Type(value = Source.Postgres.class, name = "postgres"),
    @JsonSubTypes.Type(value = Source.CometBft.class, name = "cometbft")
})
public sealed interface Source {

    /**
     * A query on the deployment's database whose first column of the first row is the height.
     *
     * @param query one SELECT
     */
    record Sql(@JsonValue String query) implements Source {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Sql {
            if (query.isBlank()) {
                throw new IllegalArgumentException("sql is a query");
            }
        }
    }

    /**
     * A JSON document over HTTP.
     *
     * @param path a path of the instance itself; or else
     * @param url a whole address
     * @param pointer where the height stands in the document: a JSON Pointer (RFC 6901), e.g. {@code /result/height}
     */
    record Http(Optional<String> path, Optional<URI> url, String pointer) implements Source {
        public Http {
            if (path.isPresent() == url.isPresent()) {
                throw new IllegalArgumentException("http has either a path (of the instance) or a url");
            }
            if (!pointer.isEmpty() && !pointer.startsWith("/")) {
                throw new IllegalArgumentException("http.pointer is a JSON Pointer such as /result/height");
            }
        }
    }

    /** An EVM node's JSON-RPC: {@code eth_blockNumber}, {@code eth_getBlockByNumber}. */
    record Evm(URI url) implements Source {
        public Evm {
            if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException("evm.url is an http or https address");
            }
        }
    }

    /**
     * A query on another database than the deployment's, e.g. the source's own.
     *
     * @param server {@code postgresql://role@host:port/database}, without a password
     * @param password the role's password, by name; empty where the server asks for none
     * @param query one SELECT whose first column of the first row is the height
     */
    record Postgres(URI server, Optional<SecretRef> password, String query) implements Source {
        public Postgres {
            PostgresUri.check("postgres.server", server);
            if (query.isBlank()) {
                throw new IllegalArgumentException("postgres.query is a query");
            }
        }
    }

    /** A CometBFT node's RPC: {@code /status} for the height, {@code /block} for a block's hash. */
    record CometBft(URI url) implements Source {
        public CometBft {
            if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException("cometbft.url is an http or https address");
            }
        }
    }
}
