package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.up.KafkaTopics;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        description =
                "Create Baton's topics, with their policies, in a Kafka that `up` did not start. What exists stays.")
public final class Topics implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--kafka", paramLabel = "HOST:PORT", required = true, description = "Where Kafka is.")
    private String bootstrapServers = "";

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replicas of each partition, at most the number of brokers. Default: ${DEFAULT-VALUE}.")
    private short replicas = 1;

    @Override
    public Integer call() throws InterruptedException {
        if (replicas < 1) {
            throw CommandFailure.usage("--replicas is at least 1");
        }
        try {
            new KafkaTopics(bootstrapServers, replicas)
                    .create()
                    .forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        } catch (ExecutionException e) {
            throw CommandFailure.failed("Kafka at " + bootstrapServers + " did not create the topics: " + e.getCause());
        } catch (TimeoutException e) {
            throw CommandFailure.unreachable("Kafka at " + bootstrapServers + " does not answer");
        }
    }
}
