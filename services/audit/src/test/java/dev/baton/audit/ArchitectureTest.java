package dev.baton.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.baton.audit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_IS_PURE_JAVA = classes()
            .that()
            .resideInAPackage("..audit.domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify.annotations..",
                    "dev.baton.audit.domain..",
                    "dev.baton.events..",
                    "dev.baton.model..",
                    "dev.baton.deployment..",
                    "dev.baton.descriptor..");

    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_NO_ADAPTER_AND_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("..audit.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.baton.audit.adapter..", "io.quarkus..", "jakarta..", "io.smallrye..");

    @ArchTest
    static final ArchRule ADAPTERS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("dev.baton.audit.adapter.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.baton.audit.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_SERVICE_SEES_ANOTHER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baton.deployer..", "dev.baton.syncmonitor..", "dev.baton.router..", "dev.baton.cli..");

    @ArchTest
    static final ArchRule TIME_IS_HANDED_IN = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);
}
