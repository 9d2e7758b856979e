package dev.baton.deployer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.baton.deployer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Of Jackson only the type in which a request carries its descriptor as it was written. */
    @ArchTest
    static final ArchRule domainIsPure = classes()
            .that()
            .resideInAPackage("..deployer.domain..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java..",
                            "org.jspecify..",
                            "dev.baton.deployer.domain..",
                            "dev.baton.deployment..",
                            "dev.baton.descriptor..",
                            "dev.baton.events..",
                            "dev.baton.model..",
                            "dev.baton.validation..")
                    .or(type(JsonNode.class)));

    @ArchTest
    static final ArchRule domainDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("..deployer.domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.channels..", "java.net.http..", "java.sql..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class, java.nio.file.Files.class);

    @ArchTest
    static final ArchRule nobodyAsksTheClockBehindTheBackOfTests = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther =
            slices().matching("..deployer.adapter.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule adaptersDoNotKnowTheHandler = noClasses()
            .that()
            .resideInAPackage("..adapter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..handler..");

    @ArchTest
    static final ArchRule onlyOneAdapterKnowsPostgres = noClasses()
            .that()
            .resideOutsideOfPackage("..adapter.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..", "java.sql..");

    @ArchTest
    static final ArchRule onlyOneAdapterKnowsDocker = noClasses()
            .that()
            .resideOutsideOfPackage("..adapter.docker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule onlyTheHandlerKnowsKafka = noClasses()
            .that()
            .resideOutsideOfPackage("..handler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.smallrye.reactive..");

    @ArchTest
    static final ArchRule noOtherServiceIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baton.syncmonitor..", "dev.baton.router..", "dev.baton.audit..", "dev.baton.cli..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.baton.deployer.(*)..").should().beFreeOfCycles();
}
