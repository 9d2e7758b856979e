package dev.baton.bench.storm;

import dev.baton.support.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * An NGINX as the system sees it.
 *
 * @param count master and workers
 * @param residentKib their resident memory in KiB, 0 where the system does not tell
 * @param processorTime that they have used since they began
 */
public record NginxProcesses(int count, long residentKib, Duration processorTime) {

    public static NginxProcesses of(NginxServer nginx) {
        var all = ProcessHandle.of(nginx.pid()).stream()
                .flatMap(master -> Stream.concat(Stream.of(master), master.children()))
                .toList();
        return new NginxProcesses(
                all.size(),
                all.stream().mapToLong(NginxProcesses::residentKib).sum(),
                all.stream()
                        .flatMap(process -> process.info().totalCpuDuration().stream())
                        .reduce(Duration.ZERO, Duration::plus));
    }

    private static long residentKib(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
