package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Secrets as files inside containers: readable by the container's own user and nobody else (mode 0400). */
final class SecretFiles {
    private static final int OWNER_READS = 0400;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final DockerEngine engine;

    SecretFiles(DockerEngine engine) {
        this.engine = engine;
    }

    /**
     * Copies secrets into a container that was made and not started yet.
     *
     * @param user as whom it runs, as its configuration has it: a number or a name, a group after a colon; root where empty
     * @param values by absolute path
     * @throws DockerEngine.Refused where the engine does not take one, e.g. because the file system is read-only
     */
    void copy(String container, String user, Map<String, String> values) {
        if (values.isEmpty()) {
            return;
        }
        int owner = owner(container, user);
        values.forEach((path, value) -> copy(container, path, value, owner));
    }

    private void copy(String container, String path, String value, int owner) {
        int slash = path.lastIndexOf('/');
        String folder = slash == 0 ? "/" : path.substring(0, slash);
        try {
            if (!put(container, folder, tar(path.substring(slash + 1), value, owner))) {
                // The folder is not there: unpacked from the root it is made.
                put(container, "/", tar(path.substring(1), value, owner));
            }
        } catch (DockerEngine.Refused e) {
            throw new DockerEngine.Refused(
                    "the secret file " + path + " cannot be written: " + e.getMessage()
                            + "; where readOnly is true, give the container a volume at " + folder,
                    e);
        }
    }

    private boolean put(String container, String folder, byte[] tar) {
        return engine.ask(client -> {
            try {
                client.copyArchiveToContainerCmd(container)
                        .withRemotePath(folder)
                        .withTarInputStream(new ByteArrayInputStream(tar))
                        .exec();
                return true;
            } catch (NotFoundException e) {
                if (folder.equals("/")) {
                    throw e;
                }
                return false;
            }
        });
    }

    private static byte[] tar(String name, String value, int owner) {
        byte[] content = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            entry.setMode(OWNER_READS);
            entry.setIds(owner, 0);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The number of the container's user, by the image's own list of users where it has a name. */
    private int owner(String container, String user) {
        String name = user.split(":", 2)[0];
        if (name.isEmpty() || name.equals("root")) {
            return 0;
        }
        if (NUMBER.matcher(name).matches()) {
            return Integer.parseInt(name);
        }
        return users(container)
                .map(line -> line.split(":"))
                .filter(fields -> fields.length > 2 && fields[0].equals(name))
                .map(fields -> Integer.parseInt(fields[2]))
                .findFirst()
                .orElseThrow(() -> new DockerEngine.Refused(
                        "the image has no user " + name + ": correct `user`, e.g. to a number",
                        new IllegalStateException("no such user")));
    }

    private Stream<String> users(String container) {
        Optional<String> file = engine.find(client -> {
            try (InputStream answer = client.copyArchiveFromContainerCmd(container, "/etc/passwd")
                            .exec();
                    TarArchiveInputStream tar = new TarArchiveInputStream(answer)) {
                return tar.getNextEntry() == null ? "" : new String(tar.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return file.stream().flatMap(String::lines);
    }
}
