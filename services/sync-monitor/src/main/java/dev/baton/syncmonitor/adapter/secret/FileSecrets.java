package dev.baton.syncmonitor.adapter.secret;

import dev.baton.model.SecretRef;
import dev.baton.syncmonitor.domain.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A secret is the content of a file of its name, without the line's end; else the variable {@code BATON_SECRET_NAME}. */
public final class FileSecrets implements Secrets {

    private static final Logger LOG = Logger.getLogger(FileSecrets.class);
    private static final String VARIABLE = "BATON_SECRET_";

    private final Path directory;
    private final Map<String, String> environment;

    public FileSecrets(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Optional<String> find(SecretRef name) {
        var file = directory.resolve(name.secret());
        if (Files.isRegularFile(file)) {
            try {
                return Optional.of(Files.readString(file).stripTrailing());
            } catch (IOException unreadable) {
                LOG.warnf("The secret %s cannot be read: %s", name.secret(), unreadable.getMessage());
            }
        }
        return Optional.ofNullable(environment.get(VARIABLE + name.secret()));
    }
}
