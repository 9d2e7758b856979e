package dev.baton.examples.penumbra.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.ExecutionInput;
import java.util.Map;

/** A question as GraphQL clients send it. */
record GraphQlQuery(String query, String operation, Map<String, Object> variables) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads {@code {"query": …, "operationName": …, "variables": …}}; throws IllegalArgumentException if it is none. */
    static GraphQlQuery from(JsonNode json) {
        if (!json.path("query").isTextual()) {
            throw new IllegalArgumentException("there is no query");
        }
        JsonNode variables = json.path("variables");
        return new GraphQlQuery(
                json.path("query").asText(), json.path("operationName").asText(""), variables(variables));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> variables(JsonNode json) {
        return json.isObject() ? JSON.convertValue(json, Map.class) : Map.of();
    }

    ExecutionInput input() {
        ExecutionInput.Builder input = ExecutionInput.newExecutionInput(query).variables(variables);
        return operation.isEmpty()
                ? input.build()
                : input.operationName(operation).build();
    }
}
