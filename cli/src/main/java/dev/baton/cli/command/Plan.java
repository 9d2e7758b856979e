package dev.baton.cli.command;

import dev.baton.cli.ExitCode;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.DeployerApi;
import dev.baton.cli.client.DeploymentPlan;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.DescriptorFile;
import dev.baton.cli.up.Component;
import dev.baton.cli.up.Endpoints;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.PlanText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "plan",
        description = {
            "Say what a deployment would do: its slot, its database and whether that fits, how long the sync took before,"
                    + " what metered sources are asked, what would be compared, retired and held back. Changes nothing.",
            "Exits with 4 where the deployment would be refused."
        })
public final class Plan implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Parameters(index = "0", paramLabel = "FILE", description = "The application's descriptor.")
    private Path file = Path.of("baton.yaml");

    @Option(names = "--version", paramLabel = "V", required = true, description = "The version, for example a tag.")
    private String version = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var valid = new DescriptorFile(file).require();
        var deployer = new DeployerApi(Endpoints.require(directory.layout()).service(Component.DEPLOYER));
        var answer = deployer.plan(version, valid.json());
        var plan = AuditApi.read(answer, DeploymentPlan.class);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(answer));
        } else {
            out.print(PlanText.of(plan));
        }
        return plan.answer() == DeploymentPlan.Answer.REFUSED ? ExitCode.REFUSED : ExitCode.OK;
    }
}
