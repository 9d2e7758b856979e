package dev.baton.demo.stage;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeftoversIT {

    @TempDir
    private Path temporary;

    private Path folder = Path.of("");
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void resolve() throws IOException {
        folder = temporary.toRealPath();
    }

    @AfterEach
    void endWhatTheTestStarted() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(boolean marked, String... command) throws IOException {
        var builder = new ProcessBuilder(command);
        if (marked) {
            builder.environment().put(Leftovers.MARK, folder.toString());
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Set<Long> found() {
        return new Leftovers(folder).find().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Test
    void findsWhatCarriesTheMarkHoweverDetached() throws Exception {
        start(true, "sh", "-c", "setsid sleep 300 & exec sleep 300");
        await().untilAsserted(() -> assertEquals(2, found().size()));
        assertEquals(List.of(), new Leftovers(folder).end(Duration.ofSeconds(5)));
        assertEquals(Set.of(), found());
    }

    @Test
    void killsWhatDoesNotEndByItself() throws Exception {
        Process stubborn = start(true, "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done");
        assertEquals('r', stubborn.getInputStream().read());
        assertEquals(List.of(), new Leftovers(folder).end(Duration.ofMillis(300)));
        assertFalse(stubborn.isAlive());
    }

    @Test
    void leavesAloneWhoOnlyLooksIntoTheFolder() throws Exception {
        Path log = Files.writeString(folder.resolve("some.log"), "line\n");
        Process reader = start(false, "tail", "-f", log.toString());
        assertEquals('l', reader.getInputStream().read());
        assertEquals(Set.of(), found());
        assertEquals(List.of(), new Leftovers(folder).end(Duration.ofMillis(100)));
        assertTrue(reader.isAlive());
    }

    @Test
    void leavesAloneTheProcessesOfAnotherRunWhoseFolderBeginsAlike() throws Exception {
        Path other = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "0"));
        try {
            Process process = start(true, "sleep", "300");
            await().until(() -> found().contains(process.pid()));
            assertEquals(List.of(), new Leftovers(other).find());
        } finally {
            Files.delete(other);
        }
    }

    @Test
    void findsAProgramThatLiesInTheFolder() throws Exception {
        // As PostgreSQL does, whose processes overwrite their environment with their title.
        Path program = Files.copy(Path.of("/bin/sleep").toRealPath(), folder.resolve("sleep"));
        assertTrue(program.toFile().setExecutable(true));
        Process process = start(false, program.toString(), "300");
        await().until(() -> found().contains(process.pid()));
    }

    @Test
    void theGuardEndsEverythingWhenTheDemoIsKilled() throws Exception {
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShortLivedDemo.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(demo);
        assertEquals('!', demo.getInputStream().read());
        await().until(() -> found().size() == 1);
        demo.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(Set.of(), found()));
    }

    @Test
    void aDismissedGuardGoesAndTouchesNothing() throws Exception {
        Guard guard = Guard.watch(folder);
        Process process = start(true, "sleep", "300");
        await().until(() -> found().contains(process.pid()));
        guard.dismiss();
        assertEquals(Set.of(process.pid()), found());
    }
}
