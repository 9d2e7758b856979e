package dev.baton.deployer.adapter.process;

import dev.baton.deployer.adapter.process.InstanceFiles.InstanceRecord;
import dev.baton.deployer.domain.InstanceHost;
import dev.baton.deployer.domain.Launch;
import dev.baton.deployer.domain.LocalPorts;
import dev.baton.deployer.domain.Program;
import dev.baton.deployer.domain.Redaction;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Runs each instance as a session of its own on this machine, which neither the deployer's end nor its terminal's
 * reaches. What runs is recognised by the deployment's id in the environment of the processes, so an instance whose
 * start was not written down any more (a crash in between) is found all the same; the record only makes that quick.
 */
public final class ProcessInstanceHost implements InstanceHost {
    /** What an instance may see of the deployer's own environment. The rest may hold secrets of other applications. */
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME");

    private static final long OUTPUT_LIMIT_BYTES = 64L * 1024 * 1024;

    private final Path instances;
    private final Clock clock;
    private final LocalPorts ports;
    private final ProcessTable processes = new ProcessTable(Path.of("/proc"));
    private final Termination termination = new Termination(processes);
    private final Map<DeploymentId, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<DeploymentId, OutputScan> scans = new ConcurrentHashMap<>();

    /**
     * A host that keeps its records below a directory.
     *
     * @param instances one directory per instance is made in it
     */
    public ProcessInstanceHost(Path instances, LocalPorts ports, Clock clock) {
        this.instances = instances.toAbsolutePath().normalize();
        this.ports = ports;
        this.clock = clock;
    }

    @Override
    public StartOutcome start(Launch launch) {
        ReentrantLock lock = lock(launch.deployment());
        lock.lock();
        try {
            InstanceFiles files = files(launch.deployment());
            if (leader(launch.deployment(), files).isPresent()) {
                return new StartOutcome.Running(true);
            }
            // Children that outlived their application hold its port or its locks.
            if (termination.kill(processes.ofDeployment(launch.deployment()))
                    instanceof StopOutcome.StillRunning(var pids)) {
                return new StartOutcome.NotStarted("processes " + pids + " of the former start do not end");
            }
            return spawn(launch, files);
        } catch (IOException e) {
            return new StartOutcome.NotStarted(launch.redaction().apply("cannot start: " + e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Observation observe(DeploymentId deployment) {
        ReentrantLock lock = lock(deployment);
        lock.lock();
        try {
            InstanceFiles files = files(deployment);
            boolean runs = leader(deployment, files).isPresent();
            Optional<InstanceRecord> known = files.readRecord();
            if (known.isEmpty()) {
                return new Observation.Absent();
            }
            InstanceRecord instance = known.get();
            Instant since = Instant.parse(instance.startedAt());
            if (runs) {
                new OutputLog(files.output(), OUTPUT_LIMIT_BYTES).rotate();
                return new Observation.Running(instance.run(), since);
            }
            boolean rebooted = !instance.bootId().equals(processes.bootId());
            return files.stoppedFromOutside() || rebooted && files.exitCode().isEmpty()
                    ? new Observation.Interrupted()
                    : new Observation.Exited(instance.run(), since, files.exitCode());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot observe the instance of deployment " + deployment, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> lastLogLines(DeploymentId deployment, Redaction redaction) {
        return new OutputLog(files(deployment).output(), OUTPUT_LIMIT_BYTES).lastLines(redaction);
    }

    @Override
    public boolean hasPrinted(DeploymentId deployment, Pattern line) {
        ReentrantLock lock = lock(deployment);
        lock.lock();
        try {
            InstanceFiles files = files(deployment);
            Optional<InstanceRecord> known = files.readRecord();
            if (known.isEmpty()) {
                return false;
            }
            int run = known.get().run();
            OutputScan scan = scans.compute(
                    deployment,
                    (_, old) -> old != null && old.isOf(run, line)
                            ? old
                            : new OutputScan(run, line, known.get().outputFrom().orElse(0L)));
            return scan.found(files.output(), files.olderOutput());
        } catch (IOException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StopOutcome stop(DeploymentId deployment, Duration grace) {
        ReentrantLock lock = lock(deployment);
        lock.lock();
        try {
            scans.remove(deployment);
            return termination.end(() -> processes.ofDeployment(deployment), grace);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<DeploymentId> deployments() {
        Set<DeploymentId> found = new TreeSet<>();
        if (!Files.isDirectory(instances)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(instances, Files::isDirectory)) {
            for (Path entry : entries) {
                deployment(entry.getFileName().toString()).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + instances, e);
        }
        return found;
    }

    /** What is named otherwise is not ours. */
    private static Optional<DeploymentId> deployment(String directory) {
        try {
            return Optional.of(DeploymentId.of(directory));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private StartOutcome spawn(Launch launch, InstanceFiles files) throws IOException {
        files.prepare();
        Program.Command command = command(launch);
        Path directory = command.directory().map(Path::of).orElseGet(files::work);
        if (!Files.isDirectory(directory)) {
            return new StartOutcome.NotStarted("the directory " + directory + " does not exist: create it, or correct"
                    + " run.process.directory in the descriptor");
        }
        String program = command.command().getFirst();
        if (!executable(program, directory, launch.environment())) {
            return new StartOutcome.NotStarted(
                    "the command " + program + " does not exist or is not executable: install"
                            + " it, or correct run.process.command in the descriptor");
        }
        Optional<String> holder = ports.holder(Address.loopback(command.port()));
        if (holder.isPresent()) {
            return new StartOutcome.NotStarted("port " + command.port() + ", the slot's address, is in use by "
                    + holder.get() + ": stop it, or give the application other ports with route.slots");
        }
        files.forgetEnd();
        List<String> wrapped = new ArrayList<>(List.of(
                "setsid", "sh", files.script().toString(), files.directory().toString()));
        wrapped.addAll(command.command());
        ProcessBuilder builder = new ProcessBuilder(wrapped)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.output().toFile()))
                .redirectErrorStream(true);
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(launch.environment());
        builder.environment()
                .put(ProcessTable.DEPLOYMENT_VARIABLE, launch.deployment().toString());
        builder.environment().put(ProcessTable.RUN_VARIABLE, Integer.toString(launch.run()));
        long printedBefore = files.output().toFile().length();
        long pid = builder.start().pid();
        record(launch, files, pid, printedBefore);
        return new StartOutcome.Running(false);
    }

    private void record(Launch launch, InstanceFiles files, long pid, long printedBefore) throws IOException {
        Optional<ProcessTable.Entry> entry = processes.find(pid);
        files.writeRecord(new InstanceRecord(
                launch.deployment(),
                launch.run(),
                pid,
                // A process that ended at once has no start time left; zero matches no other.
                entry.map(ProcessTable.Entry::startTicks).orElse(0L),
                processes.bootId(),
                clock.instant().toString(),
                command(launch).command(),
                Optional.of(printedBefore)));
    }

    private static Program.Command command(Launch launch) {
        return switch (launch.program()) {
            case Program.Command command -> command;
            case Program.Containers _ -> throw new IllegalArgumentException("this host runs no containers");
        };
    }

    /**
     * The process that stands for the instance: by its record, or else, where the record is missing or out of date, by
     * the environment of the processes. Where only the wrapper was killed, the application itself runs on and is not to
     * be doubled or stopped: then the oldest process stands for it, unless the wrapper noted that it ended.
     */
    private Optional<ProcessTable.Entry> leader(DeploymentId deployment, InstanceFiles files) throws IOException {
        Optional<InstanceRecord> recorded = files.readRecord();
        Optional<ProcessTable.Entry> known = recorded.filter(
                        instance -> instance.bootId().equals(processes.bootId()))
                .flatMap(instance ->
                        processes.find(instance.pid()).filter(entry -> entry.startTicks() == instance.startTicks()));
        if (known.isPresent()) {
            return known;
        }
        List<ProcessTable.Entry> members = processes.ofDeployment(deployment);
        Optional<ProcessTable.Entry> found = members.stream()
                .filter(entry -> processes.runs(entry, files.script()))
                .findFirst()
                .or(() -> files.exitCode().isPresent()
                        ? Optional.empty()
                        : members.stream().min(Comparator.comparingLong(ProcessTable.Entry::startTicks)));
        if (found.isPresent()) {
            files.writeRecord(new InstanceRecord(
                    deployment,
                    processes.run(found.get()),
                    found.get().pid(),
                    found.get().startTicks(),
                    processes.bootId(),
                    recorded.map(InstanceRecord::startedAt)
                            .orElseGet(() -> clock.instant().toString()),
                    recorded.map(InstanceRecord::command).orElseGet(List::of),
                    recorded.flatMap(InstanceRecord::outputFrom)));
        }
        return found;
    }

    private InstanceFiles files(DeploymentId deployment) {
        return new InstanceFiles(instances.resolve(deployment.toString()));
    }

    private ReentrantLock lock(DeploymentId deployment) {
        return locks.computeIfAbsent(deployment, _ -> new ReentrantLock());
    }

    /** As execvp(3) would find it: with a slash relative to the working directory, otherwise along the PATH. */
    private static boolean executable(String program, Path directory, Map<String, String> environment) {
        if (program.contains("/")) {
            return runnable(directory.resolve(program));
        }
        String path = environment.getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        return Arrays.stream(path.split(":"))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> runnable(directory.resolve(entry).resolve(program)));
    }

    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
