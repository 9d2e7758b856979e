package dev.baton.deployer.adapter.process;

import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ends processes: asked first, forced then. */
final class Termination {
    /** How long a killed process may take to disappear. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    /** How often the process table is asked; a process that its parent does not reap never reports its exit. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final ProcessTable processes;

    Termination(ProcessTable processes) {
        this.processes = processes;
    }

    /** Asks all members to end, and after the grace kills what is left, with what was started meanwhile. */
    StopOutcome end(Supplier<List<ProcessTable.Entry>> members, Duration grace) {
        List<ProcessTable.Entry> asked = members.get();
        signal("TERM", asked);
        awaitEnd(asked, grace);
        return kill(Stream.concat(members.get().stream(), ofGroupsOf(asked).stream())
                .distinct()
                .toList());
    }

    /**
     * Who is still in a group that one of these led. One that just becomes another program shows no environment to be known
     * by, and one may have cleared it. A group whose number another process has by now is nobody's business here.
     */
    private List<ProcessTable.Entry> ofGroupsOf(List<ProcessTable.Entry> asked) {
        Set<Long> led = asked.stream()
                .filter(member -> member.pid() == member.group())
                .filter(leader -> processes
                        .find(leader.pid())
                        .map(now -> now.startTicks() == leader.startTicks())
                        .orElse(true))
                .map(ProcessTable.Entry::group)
                .collect(Collectors.toSet());
        return led.isEmpty() ? List.of() : processes.ofGroups(led);
    }

    /** Kills these processes at once. */
    StopOutcome kill(List<ProcessTable.Entry> members) {
        signal("KILL", members);
        awaitEnd(members, KILL_PATIENCE);
        List<Long> left = alive(members).stream().map(ProcessTable.Entry::pid).toList();
        return left.isEmpty() ? new StopOutcome.Stopped() : new StopOutcome.StillRunning(left);
    }

    /** Those that still run and are still the same processes. */
    private List<ProcessTable.Entry> alive(List<ProcessTable.Entry> members) {
        return members.stream()
                .filter(member -> processes
                        .find(member.pid())
                        .filter(now -> now.startTicks() == member.startTicks())
                        .isPresent())
                .toList();
    }

    /**
     * A group is signalled as one only where its leader is a member: a process that has not left the deployer's own
     * group yet would otherwise take the deployer along.
     */
    private void signal(String name, List<ProcessTable.Entry> members) {
        List<ProcessTable.Entry> alive = alive(members);
        if (alive.isEmpty()) {
            return;
        }
        Set<Long> pids = alive.stream().map(ProcessTable.Entry::pid).collect(Collectors.toSet());
        List<String> targets = alive.stream()
                .map(member -> pids.contains(member.group()) ? "-" + member.group() : Long.toString(member.pid()))
                .distinct()
                .toList();
        // Java signals single processes only; the shell's own kill knows groups and is everywhere.
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "name=$1; shift; kill -s \"$name\" -- \"$@\"", "signal", name));
        command.addAll(targets);
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.onExit().get(KILL_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run sh to signal processes " + targets, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the signal to processes " + targets + " did not return", e);
        }
    }

    private void awaitEnd(List<ProcessTable.Entry> members, Duration limit) {
        long start = System.nanoTime();
        List<ProcessTable.Entry> left = alive(members);
        while (!left.isEmpty() && System.nanoTime() - start < limit.toNanos()) {
            CompletableFuture<?>[] exits = left.stream()
                    .flatMap(member -> ProcessHandle.of(member.pid()).stream())
                    .map(ProcessHandle::onExit)
                    .toArray(CompletableFuture[]::new);
            long remaining = limit.toNanos() - (System.nanoTime() - start);
            try {
                CompletableFuture.allOf(exits).get(Math.min(remaining, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                // Looked at below.
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot wait for processes to end", e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            left = alive(members);
        }
    }
}
