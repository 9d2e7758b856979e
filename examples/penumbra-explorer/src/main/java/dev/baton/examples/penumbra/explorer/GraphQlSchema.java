package dev.baton.examples.penumbra.explorer;

import graphql.GraphQL;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** A part of the explorer's GraphQL schema, under the same names: blocks, statistics, the newest blocks as they come. */
final class GraphQlSchema {

    private static final int MOST_BLOCKS = 1_000;

    private static final String SCHEMA = """
            scalar DateTime
            schema { query: QueryRoot, subscription: Root }
            type QueryRoot {
                block(height: Int!): Block
                blocks(selector: BlocksSelector!): [Block!]!
                stats: Stats!
                dbBlock(height: Int!): DbBlock
                dbLatestBlock: DbBlock
            }
            type Root {
                blocks: BlockUpdate!
                latestBlocks(limit: Int): BlockUpdate!
            }
            input BlocksSelector { latest: LatestBlock, range: BlockHeightRange }
            input LatestBlock { limit: Int! }
            input BlockHeightRange { from: Int!, to: Int! }
            type Block { height: Int!, createdAt: DateTime!, transactionsCount: Int! }
            type BlockUpdate { height: Int!, createdAt: DateTime!, transactionsCount: Int! }
            type DbBlock {
                height: Int!, rootHex: String!, timestamp: DateTime!, numTransactions: Int!, totalFees: String
                previousBlockHashHex: String, blockHashHex: String, chainId: String
            }
            type Stats { totalTransactionsCount: Int! }
            """;

    private final Store store;
    private final BlockFeed feed;

    GraphQlSchema(Store store, BlockFeed feed) {
        this.store = store;
        this.feed = feed;
    }

    /** Answers queries and subscriptions; waits for the database in the thread that asks. */
    GraphQL engine() {
        var wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(GraphQLScalarType.newScalar()
                        .name("DateTime")
                        .coercing(new DateTime())
                        .build())
                .type(
                        "QueryRoot",
                        type -> type.dataFetcher("block", this::block)
                                .dataFetcher("blocks", this::blocks)
                                .dataFetcher("stats", _ -> store.stats().getFirst())
                                .dataFetcher("dbBlock", this::block)
                                .dataFetcher(
                                        "dbLatestBlock",
                                        _ -> store.latest(1).stream()
                                                .findFirst()
                                                .orElse(null)))
                .type(
                        "Root",
                        type -> type.dataFetcher("blocks", _ -> publisher(List::of))
                                .dataFetcher("latestBlocks", this::latestBlocks))
                .build();
        return GraphQL.newGraphQL(new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring))
                .build();
    }

    private @Nullable Map<String, Object> block(DataFetchingEnvironment environment) throws SQLException {
        int height = Objects.requireNonNull(environment.<Integer>getArgument("height"));
        return store.between(height, height).stream().findFirst().orElse(null);
    }

    private List<Map<String, Object>> blocks(DataFetchingEnvironment environment) throws SQLException {
        Map<String, Map<String, Integer>> selector = Objects.requireNonNull(environment.getArgument("selector"));
        Map<String, Integer> range = selector.get("range");
        if (range != null) {
            long from = range.getOrDefault("from", 0);
            return store.between(from, Math.min(range.getOrDefault("to", 0), from + MOST_BLOCKS - 1));
        }
        Map<String, Integer> latest = selector.get("latest");
        return store.latest(latest == null ? 10 : limit(latest.get("limit")));
    }

    private Publisher<Map<String, Object>> latestBlocks(DataFetchingEnvironment environment) {
        int limit = limit(environment.getArgument("limit"));
        return publisher(() -> store.latest(limit).reversed());
    }

    private Publisher<Map<String, Object>> publisher(BlockFeed.First first) {
        return FlowAdapters.toPublisher(feed.following(first));
    }

    private static int limit(@Nullable Integer limit) {
        return Math.clamp(limit == null ? 10 : limit, 1, MOST_BLOCKS);
    }
}
