package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.baton.model.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a height is read: an instance's own, or the tip of what it follows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Source.Sql.class, name = "sql"),
    @JsonSubTypes.Type(value = Source.Http.class, name = "http"),
    @JsonSubTypes.Type(value = Source.Evm.class, name = "evm"),
    @JsonSubTypes.Type(value = Source.Postgres.class, name = "postgres"),
    @JsonSubTypes.Type(value = Source.CometBft.class, name = "cometbft"),
    @JsonSubTypes.Type(value = Source.GraphNode.class, name = "graphNode"),
    @JsonSubTypes.Type(value = Source.Ponder.class, name = "ponder"),
    @JsonSubTypes.Type(value = Source.Prometheus.class, name = "prometheus"),
    @JsonSubTypes.Type(value = Source.Kafka.class, name = "kafka"),
    @JsonSubTypes.Type(value = Source.Health.class, name = "health")
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
     * @param method GET or POST; where empty, POST if there is a body
     * @param body JSON that is sent, a GraphQL request, say
     */
    record Http(
            Optional<String> path, Optional<URI> url, String pointer, Optional<String> method, Optional<String> body)
            implements Source {
        public Http {
            if (body.isPresent() && method.filter("GET"::equals).isPresent()) {
                throw new IllegalArgumentException("http.body needs the method POST");
            }
            if (path.isPresent() == url.isPresent()) {
                throw new IllegalArgumentException("http has either a path (of the instance) or a url");
            }
            if (!pointer.isEmpty() && !pointer.startsWith("/")) {
                throw new IllegalArgumentException("http.pointer is a JSON Pointer such as /result/height");
            }
        }
    }

    /**
     * An EVM node's JSON-RPC: {@code eth_blockNumber}, {@code eth_getBlockByNumber}.
     *
     * @param keys the provider's keys, by name, used in turn; each is put behind the url
     * @param budget what each key, or the url where there is none, may get
     */
    record Evm(
            URI url,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SecretRef> keys,
            Optional<RequestBudget> budget) implements Source {
        public Evm {
            checkWeb("evm.url", url);
            keys = List.copyOf(keys);
        }

        @JsonCreator
        static Evm of(
                @JsonProperty(value = "url", required = true) URI url,
                @JsonProperty("keys") @Nullable List<SecretRef> keys,
                @JsonProperty("budget") @Nullable RequestBudget budget) {
            return new Evm(url, Objects.requireNonNullElse(keys, List.of()), Optional.ofNullable(budget));
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
            checkWeb("cometbft.url", url);
        }
    }

    /**
     * The indexing statuses that graph-node tells: as a height the subgraph's newest block, as a tip its chain's head.
     *
     * @param deployment the subgraph's deployment id; {@code {version}} and {@code {deployment}} are replaced
     */
    record GraphNode(URI url, String deployment) implements Source {
        public GraphNode {
            checkWeb("graphNode.url", url);
            if (deployment.isBlank()) {
                throw new IllegalArgumentException("graphNode.deployment is a subgraph's deployment id");
            }
        }
    }

    /**
     * A Ponder application's {@code /status}. It knows no tip.
     *
     * @param url where it listens; the instance itself where empty
     * @param chain which of its chains; empty where it has one
     */
    record Ponder(Optional<URI> url, Optional<String> chain) implements Source {
        public Ponder {
            url.ifPresent(address -> checkWeb("ponder.url", address));
        }
    }

    /**
     * A metric in Prometheus' text format.
     *
     * @param path a path of the instance itself; or else
     * @param url a whole address
     * @param labels labels that the series has, beside others
     */
    record Prometheus(
            Optional<String> path,
            Optional<URI> url,
            String metric,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels)
            implements Source {
        public Prometheus {
            if (path.isPresent() == url.isPresent()) {
                throw new IllegalArgumentException("prometheus has either a path (of the instance) or a url");
            }
            url.ifPresent(address -> checkWeb("prometheus.url", address));
            if (metric.isBlank()) {
                throw new IllegalArgumentException("prometheus.metric is a metric's name");
            }
            labels = Map.copyOf(labels);
        }

        @JsonCreator
        static Prometheus of(
                @JsonProperty("path") @Nullable String path,
                @JsonProperty("url") @Nullable URI url,
                @JsonProperty(value = "metric", required = true) String metric,
                @JsonProperty("labels") @Nullable Map<String, String> labels) {
            return new Prometheus(
                    Optional.ofNullable(path),
                    Optional.ofNullable(url),
                    metric,
                    Objects.requireNonNullElse(labels, Map.of()));
        }
    }

    /**
     * A topic: as a height how far a consumer group has read it, as a tip how far it goes. Both are sums over its
     * partitions.
     *
     * @param bootstrap brokers as {@code host:port}, separated by commas
     * @param group the group of this deployment alone; {@code {version}} and {@code {deployment}} are replaced
     * @param tls how the brokers are known over TLS; without TLS where empty
     * @param login who asks; nobody in particular where empty
     */
    record Kafka(String bootstrap, String group, String topic, Optional<KafkaTls> tls, Optional<KafkaLogin> login)
            implements Source {
        public Kafka {
            if (bootstrap.isBlank() || group.isBlank() || topic.isBlank()) {
                throw new IllegalArgumentException("kafka has a bootstrap, a group and a topic");
            }
        }

        /** Of brokers that take everybody, without TLS. */
        public Kafka(String bootstrap, String group, String topic) {
            this(bootstrap, group, topic, Optional.empty(), Optional.empty());
        }
    }

    /**
     * For a service that has nothing to catch up with: it is at the tip, 0 of 0, while it answers with 2xx.
     *
     * @param path a path of the instance itself
     */
    record Health(@JsonValue String path) implements Source {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Health {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("health is a path of the instance, such as /ready");
            }
        }
    }

    private static void checkWeb(String key, URI url) {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(key + " is an http or https address");
        }
    }
}
