package dev.baton.deployer.domain;

import dev.baton.descriptor.Database;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.PostgresUri;
import dev.baton.descriptor.Run;
import dev.baton.events.DeployRequested;
import dev.baton.model.Address;
import dev.baton.model.Text;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Fault;
import dev.baton.validation.Reading;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with a request for a deployment by itself. */
final class RequestFaults {
    /** What a version may consist of; it reaches command lines and environments. */
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+:@/-]{0,127}");

    private final DescriptorReader reader = new DescriptorReader();

    /** Every fault; each says what to do. */
    List<String> of(DeployRequested request, String application) {
        List<String> reasons = new ArrayList<>();
        if (!isVersion(request.version())) {
            reasons.add("the version " + Text.quoted(request.version())
                    + " is not 1 to 128 letters, digits or any of . _ + : @ / - (the first a letter or digit)");
        }
        switch (reader.read(request.descriptor())) {
            case Reading.Invalid(List<Fault> found) -> found.forEach(fault -> reasons.add("descriptor: " + fault));
            case Reading.Valid valid -> reasons.addAll(of(valid.descriptor(), application));
        }
        return reasons;
    }

    /** The descriptor, where it is one. */
    Optional<Descriptor> descriptor(DeployRequested request) {
        return reader.read(request.descriptor()) instanceof Reading.Valid valid
                ? Optional.of(valid.descriptor())
                : Optional.empty();
    }

    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** A refused version may be anything, however long. */
    static String shown(String version) {
        return isVersion(version) ? version : Text.quoted(version);
    }

    private static List<String> of(Descriptor descriptor, String application) {
        List<String> reasons = new ArrayList<>();
        if (!descriptor.name().value().equals(application)) {
            reasons.add("the descriptor is of " + descriptor.name() + " and the request is about "
                    + Text.quoted(application) + ": they must be the same application");
        }
        descriptor
                .run()
                .process()
                .flatMap(Run.Command::directory)
                .filter(text -> !isAbsolute(text))
                .ifPresent(text -> reasons.add("descriptor: run.process.directory is " + Text.quoted(text)
                        + ": write an absolute path, for the request has left the folder it was written in"));
        descriptor
                .database()
                .map(Database::postgres)
                .flatMap(Database.Postgres::server)
                .flatMap(RequestFaults::unreachable)
                .ifPresent(reasons::add);
        return reasons;
    }

    private static Optional<String> unreachable(URI server) {
        try {
            Address _ = new Address(server.getHost(), PostgresUri.port(server));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("descriptor: database.postgres.server: " + e.getMessage());
        }
    }

    private static boolean isAbsolute(String directory) {
        return directory.indexOf('\0') < 0 && Path.of(directory).isAbsolute();
    }
}
