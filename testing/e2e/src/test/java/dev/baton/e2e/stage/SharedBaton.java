package dev.baton.e2e.stage;

import dev.baton.support.PostgresServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests one Baton, one database server and one scripted server that all classes share which leave them as they
 * found them: bringing a Baton up takes longer than most tests. They end with the last test.
 */
public final class SharedBaton implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedBaton.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == RunningBaton.class || type == PostgresServer.class || type == ScriptedServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var stage = context.getRoot().getStore(NAMESPACE).computeIfAbsent(Stage.class, _ -> Stage.set(), Stage.class);
        var type = parameter.getParameter().getType();
        if (type == RunningBaton.class) {
            return stage.baton();
        }
        return type == PostgresServer.class ? stage.postgres() : stage.server();
    }

    /** What is shared; JUnit closes it. */
    private record Stage(RunningBaton baton, PostgresServer postgres, ScriptedServer server) implements AutoCloseable {

        static Stage set() {
            var baton = RunningBaton.start();
            var postgres = PostgresServer.start(baton.folder().resolve("postgres"));
            return new Stage(baton, postgres, ScriptedServer.start());
        }

        @Override
        public void close() {
            try (server;
                    baton) {
                postgres.close();
            }
        }
    }
}
