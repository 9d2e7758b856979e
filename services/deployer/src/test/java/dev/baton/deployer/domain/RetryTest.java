package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.DeployAborted;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void repeatsTheNewestThatFailedWithItsVersionAndDescriptor() {
        Scene scene = new Scene()
                .live(1, "1.0")
                .accepted(2, "2.0")
                .happened(2, new DeployAborted("ann", "no disk"))
                .settled();

        assertThat(Retry.of(scene.application(), Optional.empty(), Optional.of("there is disk again")))
                .isEqualTo(new Retry.Again(scene.deployment(2), "retry of " + Scene.id(2) + ": there is disk again"));
    }

    @Test
    void repeatsTheOneThatIsNamed() {
        Scene scene = new Scene().live(1, "1.0");
        assertThat(Retry.of(scene.application(), Optional.of(Scene.id(1)), Optional.empty()))
                .isInstanceOfSatisfying(
                        Retry.Again.class,
                        again -> assertThat(again.deployment().version()).isEqualTo("1.0"));
    }

    @Test
    void saysThatThereIsNothingToRepeat() {
        Scene scene = new Scene().live(1, "1.0");
        assertThat(Retry.of(scene.application(), Optional.empty(), Optional.empty()))
                .isEqualTo(new Retry.Nothing("no deployment of shop has failed; name one to repeat it"));
        assertThat(Retry.of(scene.application(), Optional.of(Scene.id(9)), Optional.empty()))
                .isInstanceOf(Retry.Nothing.class);
    }
}
