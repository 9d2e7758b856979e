package dev.baton;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.baton", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyTheCodecKnowsKafkaAndCloudEvents = noClasses()
            .that()
            .resideOutsideOfPackage("dev.baton.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.cloudevents..");

    @ArchTest
    static final ArchRule theStateMachineIsPure = classes()
            .that()
            .resideInAPackage("dev.baton.deployment..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.annotation..",
                    "dev.baton.deployment..",
                    "dev.baton.events..",
                    "dev.baton.model..",
                    "dev.baton.descriptor..");

    @ArchTest
    static final ArchRule nothingReadsTheClock = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule wordsStandAlone = noClasses()
            .that()
            .resideInAPackage("dev.baton.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.baton.events..", "dev.baton.deployment..", "dev.baton.codec..");

    @ArchTest
    static final ArchRule stateDoesNotReachBackIntoEvents = noClasses()
            .that()
            .resideInAnyPackage("dev.baton.events..", "dev.baton.descriptor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.baton.deployment..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.baton.(*)..").should().beFreeOfCycles();
}
