package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import dev.baton.deployer.domain.InstanceFinder;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds containers of the deployer's engine, and the addresses at which their ports are published. */
public final class ContainerFinder implements InstanceFinder {
    private final DockerEngine engine;

    public ContainerFinder(DockerEngine engine) {
        this.engine = engine;
    }

    @Override
    public Sighting find(String name) {
        try {
            return engine.find(client -> client.inspectContainerCmd(name).exec())
                    .map(ContainerFinder::sighting)
                    .orElseGet(() -> new Sighting.Unfit("the deployer's Docker engine has no container "
                            + Text.quoted(name) + ": docker ps names those that run"));
        } catch (DockerEngine.Failure e) {
            return new Sighting.Unfit(e.getMessage());
        }
    }

    private static Sighting sighting(InspectContainerResponse told) {
        String name = told.getName().replaceFirst("^/", "");
        if (Optional.ofNullable(told.getConfig().getLabels()).orElse(Map.of()).containsKey(Labels.DEPLOYMENT)) {
            return new Sighting.Unfit("the container " + name + " is one that Baton started: it needs no adoption");
        }
        if (!ContainerView.of(told).runs()) {
            return new Sighting.Unfit("the container " + name + " does not run: start it first");
        }
        return new Sighting.Seen(
                new AdoptedInstance.Container(
                        told.getId(),
                        name,
                        Optional.ofNullable(told.getRestartCount()).orElse(0)),
                published(told));
    }

    private static List<Address> published(InspectContainerResponse told) {
        return Stream.ofNullable(told.getNetworkSettings().getPorts())
                .map(Ports::getBindings)
                .flatMap(bindings -> bindings.entrySet().stream())
                .filter(binding -> binding.getKey().getProtocol() == InternetProtocol.TCP)
                .map(Map.Entry<ExposedPort, Ports.Binding[]>::getValue)
                .flatMap(bindings -> Stream.ofNullable(bindings).flatMap(Stream::of))
                .flatMap(binding -> address(binding).stream())
                .distinct()
                .toList();
    }

    /** The engine publishes at IPv6 addresses besides; users are reached by IPv4. */
    private static Optional<Address> address(Ports.Binding binding) {
        String host = Optional.ofNullable(binding.getHostIp())
                .filter(text -> !text.isEmpty() && !text.equals("::"))
                .orElse(Sighting.Seen.ANY);
        return Optional.ofNullable(binding.getHostPortSpec())
                .filter(_ -> !host.contains(":"))
                .map(port -> new Address(host, Integer.parseInt(port)));
    }
}
