package dev.baton.cli.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NGINX's Lua module, which is loaded where it is installed. Nothing needs it: the router-switcher sees for itself whether
 * NGINX has it.
 */
final class LuaModule {
    private static final Pattern MODULES = Pattern.compile("--modules-path=(\\S+)");
    private static final List<String> FILES = List.of("ndk_http_module.so", "ngx_http_lua_module.so");
    private static final long LONGEST_RUN_SECONDS = 10;

    /** Enough for NGINX to take up the module, below a folder that it may write to. */
    private static final String TRIAL = """
            pid trial.pid;
            error_log stderr;
            events {}
            http {
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                lua_shared_dict trial 12k;
            }
            """;

    private LuaModule() {}

    /**
     * The lines for the beginning of a configuration that load the module; none where it is not installed, or this NGINX
     * would not start with it: a module of another build keeps it from that.
     *
     * @param prefix a folder of Baton's, where the trial is written
     */
    static String directives(Path nginx, Path prefix) throws IOException {
        var directives = installed(nginx).stream()
                .map("load_module \"%s\";\n"::formatted)
                .collect(Collectors.joining());
        return directives.isEmpty() || starts(nginx, directives, prefix) ? directives : "";
    }

    private static List<Path> installed(Path nginx) throws IOException {
        var built = MODULES.matcher(run(List.of(nginx.toString(), "-V")).orElse(""));
        if (!built.find()) {
            return List.of();
        }
        var folder = Path.of(built.group(1));
        var files = FILES.stream().map(folder::resolve).toList();
        return files.stream().allMatch(Files::isReadable) ? files : List.of();
    }

    private static boolean starts(Path nginx, String directives, Path prefix) throws IOException {
        var trial = Files.createTempDirectory(prefix, "lua-");
        try {
            var configuration = Files.writeString(trial.resolve("nginx.conf"), directives + TRIAL);
            return run(List.of(nginx.toString(), "-t", "-p", trial + "/", "-c", configuration.toString()))
                    .isPresent();
        } finally {
            try (var files = Files.walk(trial)) {
                for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** What it printed; empty where it failed or took too long. */
    private static Optional<String> run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        process.onExit().orTimeout(LONGEST_RUN_SECONDS, TimeUnit.SECONDS).whenComplete((_, late) -> {
            if (late != null) {
                process.destroyForcibly();
            }
        });
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while NGINX was asked what it can load", e);
        }
    }
}
