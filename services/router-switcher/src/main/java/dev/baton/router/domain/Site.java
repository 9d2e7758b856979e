package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Preview;
import dev.baton.descriptor.Route.Include;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.Text;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the router must know of an application, once: everything but the route. Whatever of it reaches a configuration
 * file has a grammar that leaves no room for another directive.
 *
 * @param application its name
 * @param fronts where users connect; more than one while two versions name different ones
 * @param slots the fixed address of each slot
 * @param include the team's own directives; empty where there are none
 * @param preview how green is reached before the switch; not at all where empty
 * @throws IllegalArgumentException where a host is no DNS name, or addresses are missing or the same
 */
public record Site(
        ApplicationName application,
        List<Endpoint> fronts,
        Map<Slot, Address> slots,
        Optional<Included> include,
        Optional<Preview> preview) {

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int LONGEST_HOST = 253;

    public Site {
        fronts = List.copyOf(fronts);
        slots = Map.copyOf(slots);
        if (fronts.isEmpty()) {
            throw new IllegalArgumentException(application + " has no public address");
        }
        for (var front : fronts) {
            front.host().ifPresent(Site::checkHost);
            if (slots.containsValue(front.address())) {
                throw new IllegalArgumentException(
                        "the public address of " + application + " is one of its slots: " + front.address());
            }
        }
        for (var slot : Slot.values()) {
            if (!slots.containsKey(slot)) {
                throw new IllegalArgumentException("slot " + slot.letter() + " of " + application + " has no address");
            }
        }
        if (slots.values().stream().distinct().count() != slots.size()) {
            throw new IllegalArgumentException("two slots of " + application + " have the same address: " + slots);
        }
        if (preview.flatMap(Preview::host).isPresent()) {
            checkPreview(application, preview.flatMap(Preview::host).get(), fronts);
        }
    }

    /** A site without a preview. */
    public Site(
            ApplicationName application, List<Endpoint> fronts, Map<Slot, Address> slots, Optional<Included> include) {
        this(application, fronts, slots, include, Optional.empty());
    }

    /** The same, where the router is asked at that address of this machine instead of the loopback address. */
    public Site askedAt(String ownHost) {
        return new Site(
                application, fronts.stream().map(front -> front.at(ownHost)).toList(), slots, include, preview);
    }

    /**
     * The site of an application as it stands; empty while no instance of it is to run. All deployments that run count,
     * so that a new version which names another address takes nothing from those who use the present one.
     *
     * @throws IllegalArgumentException where what the descriptors name cannot be routed
     */
    public static Optional<Site> of(Application application) {
        var fronts = application.deployments().stream()
                .filter(deployment -> deployment.stage().wantsInstance())
                .map(Site::frontOf)
                .distinct()
                .toList();
        if (fronts.isEmpty()) {
            return Optional.empty();
        }
        var slots = new EnumMap<Slot, Address>(Slot.class);
        for (var slot : Slot.values()) {
            slots.put(slot, application.address(slot));
        }
        return Optional.of(
                new Site(application.name(), fronts, slots, includedBy(application), previewOf(application)));
    }

    /** How green is reached, by the version on its way; otherwise by the live one, so that the answer is 503. */
    public static Optional<Preview> previewOf(Application application) {
        return application
                .inProgress()
                .or(application::live)
                .flatMap(deployment -> deployment.descriptor().route().preview())
                .map(preview -> new Preview(
                        preview.header(), preview.cookie(), preview.host().map(Site::lowerCase)));
    }

    /** By the version on its way, so that a fault of its files is found before it serves; otherwise by the live one. */
    private static Optional<Included> includedBy(Application application) {
        return application
                .inProgress()
                .or(application::live)
                .flatMap(deployment ->
                        deployment.descriptor().route().include().map(files -> new Included(deployment.id(), files)));
    }

    /** Where users reach the application once this deployment serves. */
    public static Endpoint frontOf(Deployment deployment) {
        var route = deployment.descriptor().route();
        return new Endpoint(Address.loopback(route.listen()), route.host().map(Site::lowerCase));
    }

    /** Where this router itself reaches the application as users do, at that address of this machine. */
    public static Endpoint frontOf(Deployment deployment, String ownHost) {
        return frontOf(deployment).at(ownHost);
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * Files with the team's own directives.
     *
     * @param by the deployment whose descriptor names them; another one has them read again
     * @param files absolute paths on the router's machine
     */
    public record Included(DeploymentId by, Include files) {}

    private static void checkPreview(ApplicationName application, String host, List<Endpoint> fronts) {
        checkHost(host);
        if (fronts.stream().anyMatch(front -> front.host().equals(Optional.of(host)))) {
            throw new IllegalArgumentException(
                    "users reach " + application + " by the host that is to be its preview: " + host);
        }
    }

    private static void checkHost(String name) {
        if (name.length() > LONGEST_HOST || !HOST.matcher(name).matches()) {
            throw new IllegalArgumentException("a route's host is a DNS name such as indexer.example.org, in lower "
                    + "case; this is not: " + Text.quoted(name));
        }
    }
}
