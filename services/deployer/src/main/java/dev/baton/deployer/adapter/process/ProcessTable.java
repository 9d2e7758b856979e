package dev.baton.deployer.adapter.process;

import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's list of processes, read from {@code /proc} (proc(5)).
 *
 * <p>{@link ProcessHandle} is not enough: its start time is computed from the wall clock and moves when the clock is
 * set, it knows neither groups nor another process's environment, and it takes a zombie for alive.
 */
final class ProcessTable {
    /** The variable by which a process is known to belong to a deployment, from the moment it exists. */
    static final String DEPLOYMENT_VARIABLE = "BATON_DEPLOYMENT";

    /** Which start of the deployment a process comes from. */
    static final String RUN_VARIABLE = "BATON_RUN";

    private static final int FIELDS_BEFORE_START = 19;

    private final Path proc;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * One process.
     *
     * @param startTicks clock ticks from boot to its start: with the PID and the boot it names one process for ever
     */
    record Entry(long pid, long group, long startTicks) {}

    /** The process with this PID, unless it is a zombie. */
    Optional<Entry> find(long pid) {
        try {
            return parse(
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            // The process ended between listing and reading.
            return Optional.empty();
        }
    }

    /** All processes of this machine itself that were started with the deployment's id in their environment. */
    List<Entry> ofDeployment(DeploymentId deployment) {
        String wanted = DEPLOYMENT_VARIABLE + "=" + deployment;
        List<Entry> found = new ArrayList<>();
        for (long pid : pids()) {
            if (strings(pid, "environ").contains(wanted) && !isInAContainer(pid)) {
                find(pid).ifPresent(found::add);
            }
        }
        return found;
    }

    /** All processes of these groups. */
    List<Entry> ofGroups(Set<Long> groups) {
        return pids().stream()
                .flatMap(pid -> find(pid).stream())
                .filter(entry -> groups.contains(entry.group()))
                .toList();
    }

    /** Whether the process was started for a deployment. */
    boolean isInstance(long pid) {
        return strings(pid, "environ").stream().anyMatch(variable -> variable.startsWith(DEPLOYMENT_VARIABLE + "="));
    }

    /** Whether the process is the wrapper that this script path makes it. */
    boolean runs(Entry entry, Path script) {
        return strings(entry.pid(), "cmdline").stream().limit(3).anyMatch(script.toString()::equals);
    }

    /** Which start of its deployment the process comes from; the first where it does not say. */
    int run(Entry entry) {
        return strings(entry.pid(), "environ").stream()
                .filter(variable -> variable.matches(RUN_VARIABLE + "=[1-9][0-9]{0,8}"))
                .mapToInt(variable -> Integer.parseInt(variable.substring(RUN_VARIABLE.length() + 1)))
                .findFirst()
                .orElse(1);
    }

    /** Identifies this boot of the machine: PIDs and ticks mean nothing in another. */
    String bootId() {
        try {
            return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
        } catch (NoSuchFileException _) {
            return "unknown";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the boot id", e);
        }
    }

    /** A container's processes have the same variable, and PIDs of their own: they are their engine's business. */
    private boolean isInAContainer(long pid) {
        try {
            return !Files.readSymbolicLink(proc.resolve(pid + "/ns/pid"))
                    .equals(Files.readSymbolicLink(proc.resolve("self/ns/pid")));
        } catch (IOException _) {
            return false;
        }
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                pids.add(Long.parseLong(entry.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list processes in " + proc, e);
        }
        return pids;
    }

    private List<String> strings(long pid, String file) {
        try {
            byte[] content = Files.readAllBytes(proc.resolve(Long.toString(pid)).resolve(file));
            return Arrays.asList(new String(content, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException _) {
            // Ended meanwhile, or another user's: not ours in both cases.
            return List.of();
        }
    }

    /** The command in parentheses may hold spaces and parentheses: fields count from the last one. */
    private static Optional<Entry> parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        long pid = Long.parseLong(stat.substring(0, open).strip());
        String[] rest = stat.substring(close + 1).strip().split(" ");
        boolean dead = rest[0].equals("Z") || rest[0].equals("X");
        if (dead || rest.length <= FIELDS_BEFORE_START) {
            return Optional.empty();
        }
        return Optional.of(new Entry(pid, Long.parseLong(rest[2]), Long.parseLong(rest[FIELDS_BEFORE_START])));
    }
}
