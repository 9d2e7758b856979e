package dev.baton.deployer.adapter.file;

import dev.baton.deployer.domain.SecretStore;
import dev.baton.model.SecretRef;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Secrets as files, one each, named like the secret; or else in the deployer's environment. */
public final class FileSecretStore implements SecretStore {
    private static final String VARIABLE_PREFIX = "BATON_SECRET_";
    private static final long LARGEST_BYTES = 64L * 1024;

    private final Path directory;
    private final Map<String, String> environment;

    /**
     * A store that prefers the directory.
     *
     * @param environment variables, where {@code BATON_SECRET_NAME} is the secret NAME
     */
    public FileSecretStore(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Lookup find(SecretRef reference) {
        // A reference's grammar has no slash and no dot: it cannot leave the directory.
        Path file = directory.resolve(reference.secret());
        String variable = VARIABLE_PREFIX + reference.secret();
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                return new Lookup.Missing("the secret " + reference.secret() + " is larger than 64 KiB in " + file);
            }
            return usable(reference, file.toString(), withoutLineEnd(Files.readString(file)));
        } catch (NoSuchFileException _) {
            String value = environment.get(variable);
            return value == null
                    ? new Lookup.Missing("the secret " + reference.secret() + " is missing: write it to " + file
                            + " (mode 0600), or set " + variable + " for the deployer")
                    : usable(reference, variable, value);
        } catch (MalformedInputException _) {
            return new Lookup.Missing("the secret " + reference.secret() + " is no UTF-8 text in " + file);
        } catch (IOException e) {
            return new Lookup.Missing("the secret " + reference.secret() + " cannot be read from " + file + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private static Lookup usable(SecretRef reference, String place, String value) {
        if (value.isEmpty()) {
            return new Lookup.Missing("the secret " + reference.secret() + " is empty in " + place);
        }
        if (value.indexOf('\0') >= 0) {
            return new Lookup.Missing("the secret " + reference.secret() + " holds a NUL character in " + place
                    + ", which no environment variable can carry");
        }
        return new Lookup.Found(value);
    }

    /** Editors and echo end a file with a line end that is no part of the secret. */
    private static String withoutLineEnd(String content) {
        return content.endsWith("\r\n")
                ? content.substring(0, content.length() - 2)
                : content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    }
}
