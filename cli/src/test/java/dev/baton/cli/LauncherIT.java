package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.support.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout of its own, with a Maven that says what it was asked for and puts our own jar in place. */
class LauncherIT {
    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >> "%1$s/maven-calls"
            echo "[INFO] Building Baton: command line 0.1.0-SNAPSHOT          [1/1]"
            if [ -e "%1$s/broken" ]; then echo "[ERROR] it does not compile"; exit 1; fi
            mkdir -p "%1$s/cli/target"
            cp -r "%2$s/cli/target/baton-cli.jar" "%2$s/cli/target/lib" "%1$s/cli/target/"
            """;

    private Path root = Path.of("");

    @BeforeEach
    void layOutACheckout(@TempDir Path folder) throws Exception {
        root = folder.toRealPath();
        Files.copy(Checkout.root().resolve("baton"), root.resolve("baton"), StandardCopyOption.COPY_ATTRIBUTES);
        executable(root.resolve("mvnw"), MAVEN.formatted(root, Checkout.root()));
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.createDirectories(root.resolve("cli/src/test"));
        Files.writeString(root.resolve("cli/src/main/Code.java"), "");
    }

    @Test
    void buildsOnceAndKeepsStdoutClean() throws Exception {
        var first = launch(Map.of(), "--version");
        var second = launch(Map.of(), "--version");

        assertThat(first.out()).isEqualTo("Baton 0.1.0\n");
        assertThat(first.err()).contains("building Baton", "[1/1] Baton: command line", "built in");
        assertThat(second).isEqualTo(new Result(0, "Baton 0.1.0\n", ""));
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void buildsAgainWhenTheSourcesChangeButNotForATest() throws Exception {
        launch(Map.of(), "--version");

        touch(root.resolve("cli/src/test/CodeTest.java"));
        launch(Map.of(), "--version");
        assertThat(mavenCalls()).hasSize(1);

        touch(root.resolve("cli/src/main/Code.java"));
        launch(Map.of(), "--version");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void leavesBuildingToWhoeverIsAtIt() throws Exception {
        launch(Map.of(), "--version");
        touch(root.resolve("cli/src/main/Code.java"));

        assertThat(launch(Map.of("BATON_NO_BUILD", "yes"), "--version").exitCode())
                .isZero();

        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void saysWhatIsBrokenAndBuildsAgainNextTime() throws Exception {
        Files.createFile(root.resolve("broken"));

        var broken = launch(Map.of(), "--version");

        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("[ERROR] it does not compile", "target/baton/build.log");

        Files.delete(root.resolve("broken"));
        assertThat(launch(Map.of(), "--version").exitCode()).isZero();
    }

    @Test
    void buildsOnceForTwoThatStartTogether() throws Exception {
        var one = start(Map.of(), "--version");
        var other = start(Map.of(), "--version");

        assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(List.of(one.exitValue(), other.exitValue())).containsOnly(0);
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void takesTheLockOfADeadBuildOver() throws Exception {
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(root.resolve("target/baton/lock"));
        Files.writeString(root.resolve("target/baton/lock/pid"), Long.toString(dead.pid()));

        assertThat(launch(Map.of(), "--version").exitCode()).isZero();
    }

    @Test
    void ignoresAJavaHomeThatIsTooOld() throws Exception {
        var old = root.resolve("jdk");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        executable(old.resolve("bin/javac"), "#!/bin/sh\nexit 1\n");
        executable(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        var path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");

        var result = launch(Map.of("JAVA_HOME", old.toString(), "PATH", path), "--version");

        assertThat(result.out()).isEqualTo("Baton 0.1.0\n");
    }

    @Test
    void canBeStartedThroughALinkFromAnywhere() throws Exception {
        var link = Files.createSymbolicLink(root.resolve("cli/linked"), Path.of("../baton"));

        var process = new ProcessBuilder(link.toString(), "--version").directory(new File("/"));

        assertThat(finish(configure(process, Map.of()).start()).out()).isEqualTo("Baton 0.1.0\n");
    }

    private Result launch(Map<String, String> environment, String... arguments) throws Exception {
        return finish(start(environment, arguments));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(root.resolve("baton").toString()));
        command.addAll(List.of(arguments));
        return configure(new ProcessBuilder(command), environment).start();
    }

    private static ProcessBuilder configure(ProcessBuilder builder, Map<String, String> environment) {
        // The build that runs this test must not be taken for one of the checkout under test.
        builder.environment().remove("BATON_NO_BUILD");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static Result finish(Process process) throws Exception {
        var out = new String(process.getInputStream().readAllBytes());
        var err = new String(process.getErrorStream().readAllBytes());
        return new Result(process.waitFor(), out, err);
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(root.resolve("maven-calls"));
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void touch(Path file) throws IOException {
        Files.writeString(file, "");
        // Beyond the resolution of any file system's clock.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(2)));
    }

    private record Result(int exitCode, String out, String err) {}
}
