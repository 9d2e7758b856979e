package dev.baton.syncmonitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.baton.syncmonitor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_IS_PLAIN_JAVA = classes()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "dev.baton.events..",
                    "dev.baton.model..",
                    "dev.baton.deployment..",
                    "dev.baton.descriptor..",
                    "dev.baton.syncmonitor.domain..");

    @ArchTest
    static final ArchRule THE_DOMAIN_HAS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class);

    @ArchTest
    static final ArchRule ONLY_THE_POSTGRES_ADAPTER_SEES_JDBC = noClasses()
            .that()
            .resideOutsideOfPackage("..adapter.postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..");

    @ArchTest
    static final ArchRule ONLY_THE_PROBES_SEE_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("..adapter.probe..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule HANDLERS_AND_TOPOLOGY_KNOW_PORTS_AND_NO_ADAPTERS = noClasses()
            .that()
            .resideInAnyPackage("..handler..", "..topology..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..adapter..");

    @ArchTest
    static final ArchRule NO_SERVICE_SEES_ANOTHER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.baton.deployer..", "dev.baton.router..", "dev.baton.audit..", "dev.baton.cli..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.baton.syncmonitor.(**)").should().beFreeOfCycles();
}
