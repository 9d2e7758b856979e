package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.deployer.domain.InstanceFinder.Sighting;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.InstanceExited;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RequestRejected;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    private static final AdoptedInstance.Process PROCESS = new AdoptedInstance.Process(4711, 99, "boot");
    private static final Address ITS_ADDRESS = Address.loopback(8081);

    private final Scene scene = new Scene();
    private Sighting sighting = new Sighting.Seen(PROCESS, List.of(new Address("0.0.0.0", 8081)));
    private HealthProbe.Health health = new HealthProbe.Health.Healthy();
    private DatabaseHost.Outcome database = new DatabaseHost.Outcome.Done();
    private Map<Integer, String> holders = Map.of(8081, "process 4711 (serve)");

    @Test
    void takesWhatListensWithItsPortAsThatOfSlotA() {
        Adopted adopted = adopted(process());

        assertThat(adopted.slot()).isEqualTo(Slot.A);
        assertThat(adopted.slotPorts()).containsExactly(8081, 21001, 21002);
        assertThat(adopted.address()).isEqualTo(ITS_ADDRESS);
        assertThat(adopted.instance()).isEqualTo(PROCESS);
        assertThat(adopted.epoch()).isEqualTo(1);
        assertThat(adopted.database()).hasValueSatisfying(found -> {
            assertThat(found.name()).isEqualTo("postgres");
            assertThat(found.user()).isEqualTo("shop");
        });
    }

    @Test
    void takesTheSlotThatHasItsPort() {
        ObjectNode descriptor = Scene.descriptor(d ->
                d.withObject("/route").putArray("slots").add(8080 + 2).add(8081).add(8083));
        Adopted adopted = adopted(asked(descriptor, Optional.of(4711L), Optional.empty(), Optional.empty()));

        assertThat(adopted.slot()).isEqualTo(Slot.B);
        assertThat(adopted.slotPorts()).containsExactly(8082, 8081, 8083);
    }

    @Test
    void keepsAnAddressElsewhereBesideThePortsOfItsSlots() {
        Address elsewhere = new Address("10.0.0.7", 8081);
        Adopted adopted =
                adopted(asked(Scene.descriptor(), Optional.empty(), Optional.of(elsewhere), Optional.of(Slot.C)));

        assertThat(adopted.slotPorts()).containsExactly(21000, 21001, 21002);
        assertThat(adopted.instance()).isEqualTo(new AdoptedInstance.Elsewhere());
        scene.happened(7, adopted);
        assertThat(scene.application().address(Slot.C)).isEqualTo(elsewhere);
        assertThat(scene.application().address(Slot.A)).isEqualTo(Address.loopback(21000));
    }

    @Test
    void everyReasonIsGivenAtOnce() {
        sighting = new Sighting.Seen(PROCESS, List.of(Address.loopback(9000)));
        health = new HealthProbe.Health.Unhealthy("HTTP 503");
        database = new DatabaseHost.Outcome.Refused("relation \"blocks\" does not exist");
        holders = Map.of(8080, "process 12 (nginx)");

        assertThat(refused(asked(Scene.descriptor(), Optional.of(4711L), Optional.of(ITS_ADDRESS), Optional.empty())))
                .anySatisfy(
                        reason -> assertThat(reason).contains("does not listen at 127.0.0.1:8081", "127.0.0.1:9000"))
                .anySatisfy(reason -> assertThat(reason).contains("not healthy", "/health", "HTTP 503"))
                .anySatisfy(reason -> assertThat(reason).contains("relation \"blocks\" does not exist", "--database"))
                .anySatisfy(reason -> assertThat(reason).contains("route.listen is 8080", "nginx", "name a free port"))
                .hasSize(4);
    }

    @Test
    void whatListensInSeveralPlacesIsToBeNamedByOne() {
        sighting = new Sighting.Seen(PROCESS, List.of(ITS_ADDRESS, Address.loopback(9090)));

        assertThat(refused(process())).singleElement().asString().contains("127.0.0.1:9090", "--address");
        assertThat(adopted(asked(Scene.descriptor(), Optional.of(4711L), Optional.of(ITS_ADDRESS), Optional.empty()))
                        .address())
                .isEqualTo(ITS_ADDRESS);
    }

    @Test
    void badDescriptorAndVersionAreNamedAndNothingIsLookedFor() {
        AdoptRequested request = new AdoptRequested(
                "1; rm",
                Scene.descriptor(d -> d.put("colour", "blue")),
                Optional.empty(),
                Optional.of(4711L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "ann",
                Optional.empty());
        assertThat(refused(request))
                .anySatisfy(reason -> assertThat(reason).contains("the version"))
                .anySatisfy(reason -> assertThat(reason).contains("colour"));
    }

    @Test
    void whatIsInBatonsCareIsNotAdopted() {
        scene.live(1, "1.0");

        assertThat(refused(process()))
                .anySatisfy(
                        reason -> assertThat(reason).contains("in Baton's care already: version 1.0", "baton deploy"));
    }

    @Test
    void theSameInstanceAgainGetsTheSameAnswer() {
        scene.happened(7, adopted(process()));
        var before = scene.application();

        Envelope<? extends LifecycleEvent> again = answer(process());

        assertThat(again.deployment()).contains(Scene.id(7));
        assertThat(again.event())
                .isInstanceOfSatisfying(
                        Adopted.class, adopted -> assertThat(adopted.instance()).isEqualTo(PROCESS));
        scene.read(again);
        assertThat(scene.application()).isEqualTo(before);
    }

    @Test
    void anotherInstanceOfAnAdoptedApplicationIsNot() {
        scene.happened(7, adopted(process()));
        sighting = new Sighting.Seen(new AdoptedInstance.Process(4711, 100, "boot"), List.of(ITS_ADDRESS));

        assertThat(refused(process())).anySatisfy(reason -> assertThat(reason).contains("in Baton's care already"));
    }

    @Test
    void nothingThatComesAfterTheRequestIsAnsweredBeforeIt() {
        Envelope<AdoptRequested> adoption = scene.ask(Optional.empty(), process());
        Envelope<DeployRequested> next = Scene.request("2.0", Scene.descriptor());

        assertThat(Deployer.decide(scene.asked(List.of(adoption, next))).effects())
                .containsExactly(new Effect.AnswerAdoption(adoption));
    }

    @Test
    void theNextVersionGetsAnotherSlotAndADatabaseOfItsOwn() {
        scene.happened(7, adopted(process())).settled().accepted(8, "2.0");
        Deployment next = scene.deployment(8);

        assertThat(next.slot()).isEqualTo(Slot.B);
        assertThat(next.address()).isEqualTo(Address.loopback(21001));
        assertThat(next.database().orElseThrow().name()).startsWith("shop_");
        assertThat(scene.deployment(7).stage()).isEqualTo(new Stage.Live(1));
    }

    @Test
    void whatWasAdoptedIsNeverStartedAndItsDataNeverDropped() {
        scene.happened(7, adopted(process())).settled();
        var ended = new InstanceHost.Observation.Exited(1, Scene.START, OptionalInt.empty());

        assertThat(Upkeep.of(scene.deployment(7), ended, scene.now()))
                .isEqualTo(new Upkeep.Care.ReportExit(OptionalInt.empty(), 1));
        scene.happened(7, new InstanceExited(Optional.empty(), 1, List.of()));
        assertThat(Upkeep.of(scene.deployment(7), ended, scene.now())).isEqualTo(new Upkeep.Care.Nothing());
        assertThat(DatabaseUse.fate(scene.application(), scene.deployment(7)))
                .isInstanceOf(DatabaseUse.Fate.Stay.class);
    }

    @Test
    void theOneThatSharesItsDataLeavesItToo() {
        ObjectNode descriptor = Scene.descriptor(d -> d.withObject("/database").put("dataVersion", "7"));
        scene.happened(7, adopted(asked(descriptor, Optional.of(4711L), Optional.empty(), Optional.empty())))
                .settled();
        DeployAccepted next =
                (DeployAccepted) ((Admission.Verdict.Answer) scene.admit(Scene.request("2.0", descriptor), 8))
                        .event()
                        .event();
        assertThat(next.dataOf()).contains(Scene.id(7));
        scene.happened(8, next);

        assertThat(DatabaseUse.fate(scene.application(), scene.deployment(8)))
                .isInstanceOf(DatabaseUse.Fate.Stay.class);
    }

    private static AdoptRequested process() {
        return asked(Scene.descriptor(), Optional.of(4711L), Optional.empty(), Optional.empty());
    }

    private static AdoptRequested asked(
            ObjectNode descriptor, Optional<Long> pid, Optional<Address> address, Optional<Slot> slot) {
        return new AdoptRequested(
                "1.0", descriptor, Optional.empty(), pid, address, slot, Optional.empty(), "ann", Optional.empty());
    }

    private Adopted adopted(AdoptRequested request) {
        return (Adopted) answer(request).event();
    }

    private List<String> refused(AdoptRequested request) {
        return ((RequestRejected) answer(request).event()).reasons();
    }

    private Envelope<? extends LifecycleEvent> answer(AdoptRequested request) {
        PortRange range = new PortRange(21000, 21009);
        Adoption adoption = new Adoption(range, Scene.ports(holders), Optional.empty());
        AdoptionSurvey survey = new AdoptionSurvey(
                _ -> sighting,
                _ -> sighting,
                (_, _) -> health,
                (_, _) -> database,
                _ -> new SecretStore.Lookup.Found("secret"),
                Optional.empty());
        return adoption.answer(
                scene.ask(Optional.empty(), request),
                adoption.descriptor(request).map(descriptor -> survey.look(request, descriptor, scene.application())),
                scene.application(),
                List.of(),
                Set.of(),
                Scene.id(7),
                scene.now());
    }
}
