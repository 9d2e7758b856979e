package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.deployer.domain.Admission.Verdict;
import dev.baton.deployment.Application;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which host and ports a deployment gets. */
class PortAdmissionTest {
    private static final PortRange RANGE = new PortRange(21000, 21009);
    private static final String GATEWAY = "172.31.250.1";

    @Test
    void slotHostIsTheSettingAtTheFirstDeploymentAndStays() {
        Scene scene = new Scene();
        DeployAccepted first = (DeployAccepted) answer(gateway(Map.of()), scene.application(), containers());
        assertThat(first.slotHost()).contains(GATEWAY);

        scene.happened(1, first);
        assertThat(scene.application().address(Slot.A)).isEqualTo(new Address(GATEWAY, 21000));
        scene.happened(1, new DeployAborted("ann", "no"));
        DeployAccepted second = (DeployAccepted) answer(loopback(Map.of()), scene.application(), containers());
        assertThat(second.slotHost()).contains(GATEWAY);
    }

    @Test
    void loopbackAddressIsTheSameAsNone() {
        Admission admission = new Admission(RANGE, Scene.ports(Map.of()), Optional.of("127.0.0.1"));

        assertThat(((DeployAccepted) answer(admission, fresh(), Scene.descriptor())).slotHost())
                .isEmpty();
    }

    @Test
    void slotHostThatIsNoAddressEndsTheStart() {
        for (String host : List.of("gateway", "::1", "0", "10.0.0.1:80", "10.0.0.1\n")) {
            assertThatThrownBy(() -> new Admission(RANGE, Scene.ports(Map.of()), Optional.of(host)))
                    .as(host)
                    .hasMessageContaining("baton.slot-host");
        }
    }

    @Test
    void programsAreRefusedWhereSlotsAreNotOnTheLoopbackAddress() {
        assertThat(reasons(answer(gateway(Map.of()), fresh(), Scene.descriptor())))
                .singleElement()
                .asString()
                .contains("run.runtime is process", GATEWAY, "run.runtime: docker");
    }

    @Test
    void portsAreAskedForOnTheSlotHost() {
        List<Address> asked = new ArrayList<>();
        LocalPorts ports = address -> {
            asked.add(address);
            return Optional.empty();
        };
        answer(new Admission(RANGE, ports, Optional.of(GATEWAY)), fresh(), containers());

        assertThat(asked).isNotEmpty().allMatch(address -> address.host().equals(GATEWAY));
    }

    @Test
    void databaseInAContainerGetsAFreePortBesideTheSlots() {
        DeployAccepted accepted =
                (DeployAccepted) answer(gateway(Map.of(21003, "process 7")), fresh(), contained(containers()));

        assertThat(accepted.slotPorts()).containsExactly(21000, 21001, 21002);
        DatabaseLocation database = accepted.database().orElseThrow();
        assertThat(database.server()).isEqualTo(new Address(GATEWAY, 21004));
        assertThat(database.user()).isEqualTo("baton");
        assertThat(database.password())
                .hasValueSatisfying(secret -> assertThat(secret.secret()).isEqualTo("PG_PASSWORD"));
    }

    @Test
    void databasesPortIsItsOwnAsLongAsItsDeploymentIsThere() {
        Scene scene = new Scene().accepted(1, "1.0", contained(Scene.descriptor()));
        int first = scene.deployment(1).database().orElseThrow().server().port();

        ApplicationName bank = new ApplicationName("bank");
        ObjectNode descriptor = Scene.descriptor(d -> d.put("name", "bank"));
        descriptor.withObject("/route").put("listen", 8081);
        DeployAccepted other = (DeployAccepted) ((Verdict.Answer) loopback(Map.of())
                        .answer(
                                Envelope.first(
                                        Facts.SOURCE,
                                        bank,
                                        Optional.empty(),
                                        Scene.START,
                                        new DeployRequested("1", descriptor, "ci", Optional.empty())),
                                Application.unknown(bank),
                                List.of(scene.application()),
                                Set.of(21004),
                                Scene.id(9),
                                Scene.START))
                .event()
                .event();
        assertThat(first).isEqualTo(21003);
        assertThat(other.slotPorts()).containsExactly(21005, 21006, 21007);
    }

    @Test
    void missingPortForTheDatabaseIsNamed() {
        Admission narrow = new Admission(new PortRange(21000, 21002), Scene.ports(Map.of()), Optional.empty());

        assertThat(reasons(answer(narrow, fresh(), contained(Scene.descriptor()))))
                .singleElement()
                .asString()
                .contains("21000 to 21002", "database", "baton.slot-ports");
    }

    @Test
    void slotAtWhosePortAStrangerListensIsPassedOver() {
        Application known = new Scene().live(1, "1.0").application();

        assertThat(((DeployAccepted) answer(loopback(Map.of(21001, "process 7 (nc)")), known, Scene.descriptor()))
                        .slot())
                .isEqualTo(Slot.C);
        assertThat(reasons(answer(
                        loopback(Map.of(21001, "process 7 (nc)", 21002, "process 8 (nc)")), known, Scene.descriptor())))
                .singleElement()
                .asString()
                .contains("slot b, 21001", "process 7 (nc)", "slot c, 21002", "process 8 (nc)");
    }

    private static ObjectNode containers() {
        return Scene.descriptor(descriptor -> {
            ObjectNode run = descriptor.withObject("/run");
            run.remove("process");
            run.put("runtime", "docker");
            run.putArray("containers")
                    .addObject()
                    .put("name", "api")
                    .put("image", "shop:{version}")
                    .put("port", 3000);
        });
    }

    private static ObjectNode contained(ObjectNode descriptor) {
        ObjectNode postgres = descriptor.withObject("/database/postgres");
        postgres.remove("server");
        postgres.putObject("container").put("image", "postgres:17");
        return descriptor;
    }

    private static Application fresh() {
        return Application.unknown(Scene.SHOP);
    }

    private static Admission gateway(Map<Integer, String> holders) {
        return new Admission(RANGE, Scene.ports(holders), Optional.of(GATEWAY));
    }

    private static Admission loopback(Map<Integer, String> holders) {
        return new Admission(RANGE, Scene.ports(holders), Optional.empty());
    }

    private static Object answer(Admission admission, Application application, ObjectNode descriptor) {
        return ((Verdict.Answer) admission.answer(
                        Scene.request("2.0", descriptor), application, List.of(), Set.of(), Scene.id(7), Scene.START))
                .event()
                .event();
    }

    private static List<String> reasons(Object answer) {
        return ((DeployRejected) answer).reasons();
    }
}
