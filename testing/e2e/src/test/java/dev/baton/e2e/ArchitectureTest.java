package dev.baton.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.baton.support.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds across modules, which no module sees by itself. */
class ArchitectureTest {

    /** The packages of each service, by its folder. */
    private static final Map<String, String> SERVICES = Map.of(
            "deployer", "dev.baton.deployer..",
            "sync-monitor", "dev.baton.syncmonitor..",
            "router-switcher", "dev.baton.router..",
            "audit", "dev.baton.audit..");

    private static final List<String> CONTRACT = List.of(
            "dev.baton.events..",
            "dev.baton.codec..",
            "dev.baton.deployment..",
            "dev.baton.descriptor..",
            "dev.baton.model..",
            "dev.baton.validation..");

    private static final JavaClasses PRODUCT = product();

    private static JavaClasses product() {
        var folders = Stream.concat(
                        Stream.of("schemas", "cli"),
                        SERVICES.keySet().stream().sorted().map(service -> "services/" + service))
                .map(module -> Checkout.root().resolve(module).resolve("target/classes"))
                .toList();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IllegalStateException(folder + " is missing: run ./mvnw package first");
            }
        }
        return new ClassFileImporter().importPaths(folders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployer", "sync-monitor", "router-switcher", "audit"})
    void noServiceSeesAnotherNorTheCommandLine(String service) {
        var others = Stream.concat(
                        SERVICES.entrySet().stream()
                                .filter(other -> !other.getKey().equals(service))
                                .map(Map.Entry::getValue),
                        Stream.of("dev.baton.cli.."))
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(SERVICES.get(service))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(PRODUCT);
    }

    @Test
    void theContractSeesNoneOfItsUsers() {
        noClasses()
                .that()
                .resideInAnyPackage(CONTRACT.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.concat(SERVICES.values().stream(), Stream.of("dev.baton.cli.."))
                        .toArray(String[]::new))
                .check(PRODUCT);
    }

    @Test
    void domainsArePureJava() {
        var allowed = Stream.concat(CONTRACT.stream(), Stream.of("java..", "org.jspecify..", "dev.baton.*.domain.."))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage("dev.baton.*.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(PRODUCT);
    }

    /** And what takes Baton down with all that it runs, when no service is there any more to be asked. */
    @Test
    void onlyItsAdapterSeesDocker() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..adapter.docker..", "dev.baton.cli.up..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(PRODUCT);
    }

    @Test
    void namesSayWhatAClassIsFor() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|^Abstract|^Base)")
                .orShould()
                .resideInAPackage("..util..")
                .check(PRODUCT);
    }

    @Test
    void packagesOfAServiceFormNoCycle() {
        SERVICES.values()
                .forEach(service -> SlicesRuleDefinition.slices()
                        .matching(service.replace("..", ".(**)"))
                        .should()
                        .beFreeOfCycles()
                        .check(PRODUCT));
    }

    @Test
    void seesEveryService() {
        SERVICES.values()
                .forEach(service -> assertThat(PRODUCT.stream()
                                .map(type -> type.getPackageName() + ".")
                                .filter(name -> name.startsWith(service.replace("..", "."))))
                        .as(service)
                        .isNotEmpty());
    }
}
