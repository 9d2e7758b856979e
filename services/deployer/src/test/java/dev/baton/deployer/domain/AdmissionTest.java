package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.deployer.domain.Admission.Verdict;
import dev.baton.deployment.Application;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.InstanceRetired;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final ObjectNode YIELDS =
            Scene.descriptor(descriptor -> descriptor.putObject("standby").put("yields", true));

    @Test
    void firstDeploymentGetsSlotAPortsAndADatabaseOfItsOwn() {
        DeployAccepted accepted = accepted(new Scene(), "1.0", Scene.descriptor());

        assertThat(accepted.slot()).isEqualTo(Slot.A);
        assertThat(accepted.slotPorts()).containsExactly(21000, 21001, 21002);
        assertThat(accepted.database()).hasValueSatisfying(database -> {
            assertThat(database.name()).isEqualTo("shop_0000000000007000" + "0000000000000007");
            assertThat(database.user()).isEqualTo("shop");
        });
        assertThat(accepted.retires()).isEmpty();
    }

    @Test
    void databaseNamesStayWithinWhatPostgresKeeps() {
        ApplicationName longest = new ApplicationName("a".repeat(40));
        ObjectNode descriptor = Scene.descriptor(d -> d.put("name", longest.value()));
        Envelope<DeployRequested> request = Envelope.first(
                Facts.SOURCE,
                longest,
                Optional.empty(),
                Scene.START,
                new DeployRequested("1", descriptor, "ci", Optional.empty()));

        DeployAccepted accepted =
                (DeployAccepted) answer(new Admission(range(), Scene.ports(Map.of()), Optional.empty())
                        .answer(request, Application.unknown(longest), List.of(), Set.of(), Scene.id(7), Scene.START));

        assertThat(accepted.database().orElseThrow().name()).hasSize(63).endsWith("7");
    }

    @Test
    void nextDeploymentGetsTheNextSlotAndKeepsThePorts() {
        DeployAccepted accepted = accepted(new Scene().live(1, "1.0"), "2.0", Scene.descriptor());

        assertThat(accepted.slot()).isEqualTo(Slot.B);
        assertThat(accepted.slotPorts()).containsExactly(21000, 21001, 21002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1.0\n", "-rf", "a b", "1;rm", "$(id)", "../..\u0000"})
    void versionThatIsNoneIsRefused(String version) {
        assertThat(rejected(new Scene(), version, Scene.descriptor()))
                .anySatisfy(reason -> assertThat(reason).contains("the version"));
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        ObjectNode descriptor = Scene.descriptor(d -> {
            d.put("colour", "blue");
            d.withObject("/route").put("listen", 80);
        });

        assertThat(rejected(new Scene().accepted(1, "1.0"), "", descriptor))
                .anySatisfy(reason -> assertThat(reason).contains("the version"))
                .anySatisfy(reason -> assertThat(reason).contains("colour"))
                .anySatisfy(reason -> assertThat(reason).contains("listen"))
                .anySatisfy(reason -> assertThat(reason).contains("version 1.0 is being deployed"));
    }

    @Test
    void hostileNamesAreRefused() {
        for (String name : List.of("../etc", "a;b", "a}b", "a\nb", "", "A")) {
            assertThat(rejected(new Scene(), "1.0", Scene.descriptor(d -> d.put("name", name))))
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void descriptorThatIsNoneIsRefused() {
        for (String json : List.of("null", "7", "\"x\"", "[]", "{}")) {
            Envelope<DeployRequested> request;
            try {
                request = Envelope.first(
                        Facts.SOURCE,
                        Scene.SHOP,
                        Optional.empty(),
                        Scene.START,
                        new DeployRequested("1.0", BatonJson.mapper().readTree(json), "ci", Optional.empty()));
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
            assertThat(answer(new Scene().admit(request, 7))).as(json).isInstanceOf(DeployRejected.class);
        }
    }

    @Test
    void descriptorOfAnotherApplicationIsRefused() {
        assertThat(rejected(new Scene(), "1.0", Scene.descriptor(d -> d.put("name", "bank"))))
                .singleElement()
                .asString()
                .contains("bank", "shop");
    }

    @Test
    void relativeDirectoryIsRefused() {
        ObjectNode descriptor =
                Scene.descriptor(d -> d.withObject("/run/process").put("directory", "build"));
        assertThat(rejected(new Scene(), "1.0", descriptor))
                .singleElement()
                .asString()
                .contains("absolute");
    }

    @Test
    void databaseAddressThatIsNoneIsRefused() {
        ObjectNode descriptor = Scene.descriptor(
                d -> d.withObject("/database/postgres").put("server", "postgresql://shop@[::1]:5432/postgres"));
        assertThat(rejected(new Scene(), "1.0", descriptor)).isNotEmpty();
    }

    @Test
    void secondRequestIsRefusedWhileOneIsInProgress() {
        assertThat(rejected(new Scene().accepted(1, "1.0"), "2.0", Scene.descriptor()))
                .singleElement()
                .asString()
                .contains("version 1.0", Scene.id(1).toString(), "Starting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "supersede"})
    void requestWaitsWhereItsDescriptorSaysSoAndNothingIsWrongWithIt(String policy) {
        Scene scene = new Scene().accepted(1, "1.0");
        ObjectNode waits = Scene.descriptor(d -> d.put("whileBusy", policy));

        assertThat(scene.admit(Scene.request("2.0", waits), 7)).isEqualTo(new Verdict.NotYet());
        assertThat(rejected(scene, "2.0; rm", waits)).singleElement().asString().contains("the version");
        assertThat(rejected(scene, "2.0", waits.deepCopy().put("name", "bank")))
                .singleElement()
                .asString()
                .contains("bank");
        Envelope<DeployRequested> used =
                scene.ask(Optional.of(Scene.id(1)), new DeployRequested("2.0", waits, "ci", Optional.empty()));
        assertThat(((DeployRejected) answer(scene.admit(used, 7))).reasons())
                .singleElement()
                .asString()
                .contains("used already");
        scene.happened(1, new DeployAborted("ann", "no"));
        assertThat(accepted(scene, "2.0", waits).slot()).isEqualTo(Slot.B);
    }

    @Test
    void usedDeploymentIdIsRefused() {
        Scene scene = new Scene().live(1, "1.0");
        Envelope<DeployRequested> request = scene.ask(
                Optional.of(Scene.id(1)), new DeployRequested("2.0", Scene.descriptor(), "ci", Optional.empty()));

        assertThat(((DeployRejected) answer(scene.admit(request, 7))).reasons())
                .singleElement()
                .asString()
                .contains("used already");
    }

    @Test
    void fourthVersionIsRefusedWithWhenASlotBecomesFree() {
        assertThat(rejected(threeVersions(), "4.0", Scene.descriptor()))
                .singleElement()
                .asString()
                .contains(
                        "every slot is taken",
                        "a by version 1.0 (Standby)",
                        "slot a becomes free at " + Scene.START.plus(Scene.HOLD),
                        "standby.yields");
    }

    @Test
    void fourthVersionThatMayWaitWaitsForTheSlot() {
        for (String policy : List.of("queue", "supersede")) {
            ObjectNode patient = Scene.descriptor(d -> d.put("whileBusy", policy));
            Scene scene = threeVersions();
            assertThat(scene.admit(Scene.request("4.0", patient), 7)).isEqualTo(new Verdict.NotYet());

            scene.after(Scene.HOLD).settled().happened(1, new InstanceRetired("its time was over"));
            assertThat(accepted(scene, "4.0", patient).slot()).isEqualTo(Slot.A);
        }
    }

    @Test
    void whatWaitsIsToldAtOnceThatItsPortsAreOthersThanTheApplications() {
        ObjectNode descriptor = Scene.descriptor(d -> {
            d.put("whileBusy", "queue");
            d.withObject("/route").putArray("slots").add(3001).add(3002).add(3003);
        });
        assertThat(rejected(new Scene().accepted(1, "1.0"), "2.0", descriptor))
                .singleElement()
                .asString()
                .contains("[21000, 21001, 21002]");
    }

    @Test
    void fourthVersionTakesTheOldestStandbysSlotWhereTheDescriptorSaysSo() {
        DeployAccepted accepted = accepted(threeVersions(), "4.0", YIELDS);

        assertThat(accepted.slot()).isEqualTo(Slot.A);
        assertThat(accepted.retires()).contains(Scene.id(1));
    }

    @Test
    void slotThatIsBeingClearedIsWaitedFor() {
        Scene scene = twoVersions().accepted(3, "3.0").happened(3, new DeployAborted("ann", "no"));
        assertThat(scene.admit(Scene.request("4.0", Scene.descriptor()), 7)).isEqualTo(new Verdict.NotYet());

        scene.settled();
        assertThat(scene.admit(Scene.request("4.0", Scene.descriptor()), 7)).isEqualTo(new Verdict.NotYet());
    }

    @Test
    void portsThatAreTakenPromisedOrListenedOnAreNotGiven() {
        Admission admission =
                new Admission(new PortRange(21000, 21006), Scene.ports(Map.of(21001, "process 7")), Optional.empty());
        DeployAccepted accepted = (DeployAccepted) answer(admission.answer(
                Scene.request(
                        "1.0", Scene.descriptor(d -> d.withObject("/route").put("listen", 21003))),
                Application.unknown(Scene.SHOP),
                List.of(),
                Set.of(21000),
                Scene.id(7),
                Scene.START));

        assertThat(accepted.slotPorts()).containsExactly(21002, 21004, 21005);
    }

    @Test
    void tooFewFreePortsAreNamed() {
        Admission admission = new Admission(new PortRange(21000, 21001), Scene.ports(Map.of()), Optional.empty());
        assertThat(((DeployRejected) answer(admission.answer(
                                Scene.request("1.0", Scene.descriptor()),
                                Application.unknown(Scene.SHOP),
                                List.of(),
                                Set.of(),
                                Scene.id(7),
                                Scene.START)))
                        .reasons())
                .singleElement()
                .asString()
                .contains("21000 to 21001", "baton.slot-ports");
    }

    @Test
    void portsOfTheDescriptorAreTakenUnlessInUse() {
        ObjectNode descriptor = Scene.descriptor(d ->
                d.withObject("/route").putArray("slots").add(3001).add(3002).add(3003));
        assertThat(accepted(new Scene(), "1.0", descriptor).slotPorts()).containsExactly(3001, 3002, 3003);

        Admission busy = new Admission(range(), Scene.ports(Map.of(3002, "process 7 (nc)")), Optional.empty());
        assertThat(((DeployRejected) answer(busy.answer(
                                Scene.request("1.0", descriptor),
                                Application.unknown(Scene.SHOP),
                                List.of(),
                                Set.of(),
                                Scene.id(7),
                                Scene.START)))
                        .reasons())
                .singleElement()
                .asString()
                .contains("3002", "process 7 (nc)");
        assertThat(rejected(new Scene().live(1, "1.0"), "2.0", descriptor))
                .singleElement()
                .asString()
                .contains("[21000, 21001, 21002]");
    }

    @Test
    void routersPortIsSharedOnlyByHostName() {
        Application shop = new Scene().live(1, "1.0").application();
        ApplicationName bank = new ApplicationName("bank");

        assertThat(rejectedBeside(shop, bank, d -> {}))
                .singleElement()
                .asString()
                .contains("8080", "shop");
        assertThat(rejectedBeside(shop, bank, d -> d.withObject("/route").put("listen", 8081)))
                .isEmpty();
    }

    private static List<String> rejectedBeside(Application other, ApplicationName name, Consumer<ObjectNode> change) {
        ObjectNode descriptor = Scene.descriptor(d -> d.put("name", name.value()));
        change.accept(descriptor);
        Object answer = answer(new Admission(range(), Scene.ports(Map.of()), Optional.empty())
                .answer(
                        Envelope.first(
                                Facts.SOURCE,
                                name,
                                Optional.empty(),
                                Scene.START,
                                new DeployRequested("1.0", descriptor, "ci", Optional.empty())),
                        Application.unknown(name),
                        List.of(other),
                        Set.of(),
                        Scene.id(7),
                        Scene.START));
        return answer instanceof DeployRejected rejected ? rejected.reasons() : List.of();
    }

    private static PortRange range() {
        return new PortRange(21000, 21009);
    }

    private static Scene twoVersions() {
        return new Scene()
                .live(1, "1.0")
                .accepted(2, "2.0")
                .started(2)
                .verified(2)
                .switching(2)
                .switched(2)
                .confirmed(2)
                .settled();
    }

    private static Scene threeVersions() {
        return twoVersions()
                .after(Duration.ofMinutes(1))
                .accepted(3, "3.0")
                .started(3)
                .verified(3)
                .switching(3)
                .switched(3)
                .confirmed(3)
                .settled();
    }

    private static DeployAccepted accepted(Scene scene, String version, ObjectNode descriptor) {
        return (DeployAccepted) answer(scene.admit(Scene.request(version, descriptor), 7));
    }

    private static List<String> rejected(Scene scene, String version, ObjectNode descriptor) {
        return ((DeployRejected) answer(scene.admit(Scene.request(version, descriptor), 7))).reasons();
    }

    private static Object answer(Verdict verdict) {
        return ((Verdict.Answer) verdict).event().event();
    }
}
