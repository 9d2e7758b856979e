package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.support.NginxServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaModuleIT {

    @TempDir
    Path folder;

    @Test
    void isLoadedWhereItIsInstalledAndLeavesNothingBehind() throws Exception {
        var directives = LuaModule.directives(NginxServer.binary().orElseThrow(), folder);

        assertThat(directives.contains("ngx_http_lua_module.so")).isEqualTo(NginxServer.hasLua());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isLeftOutWhereThisNginxWouldNotStartWithIt() throws Exception {
        var modules = Files.createDirectory(folder.resolve("modules"));
        Files.writeString(modules.resolve("ndk_http_module.so"), "of another build");
        Files.writeString(modules.resolve("ngx_http_lua_module.so"), "of another build");
        var nginx = Files.writeString(folder.resolve("nginx"), """
                #!/bin/sh
                if [ "$1" = -V ]; then echo "configure arguments: --modules-path=%s" >&2; exit; fi
                exec %s "$@"
                """.formatted(
                        modules, NginxServer.binary().orElseThrow()));
        Files.setPosixFilePermissions(nginx, PosixFilePermissions.fromString("rwx------"));

        assertThat(LuaModule.directives(nginx, Files.createDirectory(folder.resolve("prefix"))))
                .isEmpty();
    }
}
