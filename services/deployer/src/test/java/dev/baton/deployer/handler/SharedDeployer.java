package dev.baton.deployer.handler;

import dev.baton.support.SharedKafka;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests one {@link Stage} that all classes share whose tests are each about an application of their own; some kill
 * the deployer and start it again. It ends with the last test.
 */
final class SharedDeployer implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedDeployer.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Stage resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Stage.class, _ -> set(), Stage.class);
    }

    private static Stage set() {
        String prefix = SharedKafka.uniquePrefix();
        SharedKafka.createTopics(TestLog.PARTITIONS, TestLog.topics(prefix));
        return Stage.set(SharedKafka.bootstrapServers(), prefix);
    }
}
