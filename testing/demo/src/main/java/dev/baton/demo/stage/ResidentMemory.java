package dev.baton.demo.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Resident memory of processes, as Linux's {@code /proc/PID/status} tells it. */
public final class ResidentMemory {

    private ResidentMemory() {}

    /** Bytes by name; processes that ended, or a system without {@code /proc}, are left out. */
    public static Map<String, Long> of(Map<String, ProcessHandle> processes) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        processes.forEach((name, process) -> of(process.pid()).ifPresent(size -> bytes.put(name, size)));
        return bytes;
    }

    private static OptionalLong of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /** Bytes of the line {@code VmRSS:  1234 kB}. */
    static OptionalLong parse(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                .findFirst();
    }
}
