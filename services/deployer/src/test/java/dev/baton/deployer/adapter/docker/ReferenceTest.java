package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void colonBeforeTheLastSlashBelongsToTheRegistry() {
        assertThat(Reference.of("registry:5000/team/explorer"))
                .isEqualTo(new Reference("registry:5000/team/explorer", "latest"));
        assertThat(Reference.of("registry:5000/team/explorer:2"))
                .isEqualTo(new Reference("registry:5000/team/explorer", "2"));
        assertThat(Reference.of("explorer:2")).isEqualTo(new Reference("explorer", "2"));
    }

    @Test
    void digestGoesBeforeTheTag() {
        assertThat(Reference.of("explorer:2@sha256:00ff")).isEqualTo(new Reference("explorer", "sha256:00ff"));
        assertThat(Reference.of("explorer@sha256:00ff")).isEqualTo(new Reference("explorer", "sha256:00ff"));
    }
}
