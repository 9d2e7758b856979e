package dev.baton.deployer.domain;

import static dev.baton.deployer.domain.Scene.descriptor;
import static dev.baton.deployer.domain.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.deployer.domain.Admission.Verdict;
import dev.baton.deployer.domain.DatabaseSizes.DatabaseSize;
import dev.baton.deployer.domain.Plan.Course;
import dev.baton.descriptor.Promotion;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.Paused;
import dev.baton.model.Slot;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlanningTest {
    private static final long GIB = 1L << 30;

    private final Scene scene = new Scene();

    @Test
    void theFirstDeploymentReplacesNobodyAndHasNoHistory() {
        Course course = course(descriptor(), Optional.empty());

        assertThat(course.slot()).isEqualTo(Slot.A);
        assertThat(course.address().port()).isBetween(21000, 21009);
        assertThat(course.replaces()).isEmpty();
        assertThat(course.retires()).isEmpty();
        assertThat(course.sync()).isEmpty();
        assertThat(course.database()).hasValueSatisfying(database -> {
            assertThat(database.sharedWith()).isEmpty();
            assertThat(database.expectedBytes()).isEmpty();
            assertThat(database.tooSmall()).isFalse();
        });
        assertThat(course.leftOut()).containsExactly("the descriptor has no verify: readiness alone decides");
    }

    @Test
    void historyIsFromTheStartUntilTheDataWasVerified() {
        liveAfter(1, Duration.ofMinutes(30));
        liveAfter(2, Duration.ofMinutes(40));

        Course course = course(descriptor(), Optional.empty());

        assertThat(course.sync()).contains(new Plan.History(Duration.ofMinutes(30), Duration.ofMinutes(40), 2));
        assertThat(course.replaces()).hasValueSatisfying(standby -> {
            assertThat(standby.version()).isEqualTo("2");
            assertThat(standby.keptFor()).isEqualTo(Scene.HOLD);
        });
    }

    @Test
    void whatIsAboutAsLargeAsTheLiveDatabaseAndLargerThanWhatIsFreeDoesNotFit() {
        liveAfter(1, Duration.ofMinutes(30));

        var fits = course(descriptor(), Optional.of(new DatabaseSize(GIB, OptionalLong.of(GIB))));
        var tooSmall = course(descriptor(), Optional.of(new DatabaseSize(GIB, OptionalLong.of(GIB - 1))));
        var unknown = course(descriptor(), Optional.of(new DatabaseSize(GIB, OptionalLong.empty())));

        assertThat(fits.database().orElseThrow().tooSmall()).isFalse();
        assertThat(tooSmall.database().orElseThrow().tooSmall()).isTrue();
        assertThat(unknown.database().orElseThrow().tooSmall()).isFalse();
    }

    @Test
    void dataOfTheSameVersionIsSharedAndNeedsNoRoom() {
        ObjectNode shared = descriptor(node -> ((ObjectNode) node.get("database")).put("dataVersion", "7"));
        scene.accepted(1, "1", shared)
                .started(1)
                .verified(1)
                .switching(1)
                .switched(1)
                .confirmed(1)
                .settled();

        Course course = course(shared, Optional.of(new DatabaseSize(GIB, OptionalLong.of(1))));

        assertThat(course.database()).hasValueSatisfying(database -> {
            assertThat(database.sharedWith()).map(Plan.Version::version).contains("1");
            assertThat(database.tooSmall()).isFalse();
        });
    }

    @Test
    void theStandbyWhoseSlotIsNeededIsNamed() {
        ObjectNode yields = descriptor(node -> node.putObject("standby").put("yields", true));
        liveAfter(1, Duration.ofMinutes(1));
        liveAfter(2, Duration.ofMinutes(1));
        liveAfter(3, Duration.ofMinutes(1));

        assertThat(course(yields, Optional.empty()).retires()).contains(new Plan.Version(Scene.id(1), "1"));
    }

    @Test
    void aMeteredSourceIsAskedWhatItsBudgetAllowsAtTheMost() {
        ObjectNode metered = descriptor(node -> {
            ObjectNode evm = (ObjectNode) node.at("/sync/tip/0/evm");
            evm.put("url", "https://node.example.org/v3/secret-in-the-path");
            evm.putObject("budget").put("perDay", 480);
        });

        assertThat(course(metered, Optional.empty()).metered())
                .containsExactly(new Plan.Metered("evm node.example.org", 480, Duration.ofDays(1)));
    }

    @Test
    void whatHoldsTheTrafficIsSaidBefore() {
        ObjectNode gated = descriptor(node -> {
            node.put("promotion", "manual");
            ObjectNode gates = node.putObject("gates").put("soak", "10m");
            gates.putArray("windows").addObject().put("from", "08:00").put("to", "09:00");
        });
        liveAfter(1, Duration.ofMinutes(30));
        scene.happened(1, new Paused("ann", "the chain forks"));

        Course course = course(gated, Optional.empty());

        assertThat(course.promotion()).isEqualTo(Promotion.MANUAL);
        assertThat(course.gates())
                .extracting(Plan.Gate::reason)
                .satisfiesExactly(
                        soak -> assertThat(soak).contains("10m"),
                        pause -> assertThat(pause).contains("ann", "the chain forks"),
                        window -> assertThat(window).contains("2026-01-01 08:00"));
    }

    @Test
    void whatWouldBeAbortedFirstIsSaid() {
        liveAfter(1, Duration.ofMinutes(30));
        scene.accepted(2, "2").started(2);

        String queued =
                Planning.awaited(scene.application(), request("3", descriptor()).event());
        String supersedes = Planning.awaited(
                scene.application(),
                request("3", descriptor().put("whileBusy", "supersede")).event());

        assertThat(queued).contains("version 2 is being deployed").doesNotContain("aborted");
        assertThat(supersedes).contains("version 2 is being deployed", "it would be aborted");
    }

    private void liveAfter(int number, Duration took) {
        scene.accepted(number, Integer.toString(number))
                .started(number)
                .after(took)
                .verified(number)
                .switching(number)
                .switched(number)
                .confirmed(number)
                .settled();
    }

    private Course course(ObjectNode descriptor, Optional<DatabaseSize> size) {
        if (scene.admit(request("9", descriptor), 9) instanceof Verdict.Answer(Envelope<?> answer)
                && answer.event() instanceof DeployAccepted accepted) {
            return Planning.course(scene.application(), accepted, size, scene.now());
        }
        throw new AssertionError("refused");
    }
}
