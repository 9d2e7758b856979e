package dev.baton.cli.up;

import dev.baton.cli.CommandFailure;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs that {@code up} starts: a built checkout of Baton, and NGINX.
 *
 * @param root the folder with the launcher {@code baton}
 */
public record Installation(Path root) {
    /** The checkout that this command line belongs to; the launcher says where it is. */
    public static Installation current() {
        var root = System.getProperty("baton.root");
        if (root == null) {
            throw CommandFailure.usage("Start Baton by its launcher ./baton, which says where it is installed");
        }
        return new Installation(Path.of(root).toAbsolutePath().normalize());
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** What the command line itself runs from, jars included. */
    Path commandLine() {
        return required(root.resolve("cli/target/baton-cli.jar"));
    }

    Path kafkaJars() {
        return required(root.resolve("broker/target/lib"));
    }

    Path kafkaConfiguration(String file) {
        return required(root.resolve("broker/config").resolve(file));
    }

    Path service(Component service) {
        return required(
                root.resolve("services").resolve(service.label()).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    /** The command that runs another main class of a service's program, without the service. */
    public List<String> service(Component service, String mainClass) {
        var program = service(service);
        var jars = Stream.of("app", "lib/boot", "lib/main")
                .map(jar -> program.resolveSibling(jar) + File.separator + "*")
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                java().toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                jars,
                mainClass);
    }

    Path nginxConfiguration() {
        return required(root.resolve("cli/config/nginx.conf"));
    }

    /** NGINX, looked up in the PATH and where systems put it when it is not there. */
    Path nginx() {
        var path =
                Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"));
        return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> CommandFailure.failed("NGINX is not installed. On Debian and Ubuntu:"
                        + " apt-get install nginx-light; on macOS: brew install nginx"));
    }

    /** Says at once what is missing, rather than after half of Baton has started. */
    public void check() {
        checkNginxIsOurs(System.getenv());
        nginx();
        kafkaJars();
        Component.services().forEach(this::service);
    }

    /** It would start one beside the one that is named there, and both would want the same ports. */
    static void checkNginxIsOurs(Map<String, String> environment) {
        if (!environment.getOrDefault("BATON_NGINX_CONFIGURATION", "").isEmpty()) {
            throw CommandFailure.usage(
                    "BATON_NGINX_CONFIGURATION is set, and `baton up` starts an NGINX of its own. Unset it,"
                            + " or start Baton's services otherwise: see \"Your own NGINX\" in docs/operations.md");
        }
    }

    private static Path required(Path path) {
        if (!Files.exists(path)) {
            throw CommandFailure.failed(
                    path + " is missing: Baton is not built completely. Run ./mvnw package, or delete"
                            + " target/baton and start ./baton again");
        }
        return path;
    }
}
