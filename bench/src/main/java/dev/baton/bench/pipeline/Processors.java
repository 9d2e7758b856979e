package dev.baton.bench.pipeline;

import dev.baton.demo.stage.BatonFiles;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much processor time Baton's processes have used.
 *
 * @param used by component
 */
record Processors(Map<String, Duration> used) {

    private static final List<String> COMPONENTS =
            List.of("kafka", "deployer", "sync-monitor", "router-switcher", "audit");

    Processors {
        used = Collections.unmodifiableMap(new LinkedHashMap<>(used));
    }

    /** Since each process was started. */
    static Processors of(BatonFiles files) {
        Map<String, Duration> used = new LinkedHashMap<>();
        files.processes(COMPONENTS)
                .forEach((component, process) ->
                        process.info().totalCpuDuration().ifPresent(total -> used.put(component, total)));
        return new Processors(used);
    }

    /** Between two looks. */
    Processors since(Processors before) {
        Map<String, Duration> difference = new LinkedHashMap<>();
        used.forEach((component, total) ->
                difference.put(component, total.minus(before.used.getOrDefault(component, Duration.ZERO))));
        return new Processors(difference);
    }
}
