package io.metal3.ipam;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Which package may know which: {@code ip <- allocator <- pool, address <- claim <- capi <- the manager}. */
class LayeringTest {

    private static final String BASE = "io.metal3.ipam";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void theCoreKnowsNoKubernetesAndNothingElseButJava() {
        classes()
                .that()
                .resideInAnyPackage(BASE + ".ip..", BASE + ".allocator..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + ".ip..",
                        BASE + ".allocator..",
                        "java..",
                        "org.jspecify..",
                        "com.google.errorprone.annotations..")
                .because("allocation must be testable, and fast, without an API server")
                .check(CLASSES);
    }

    @ParameterizedTest(name = "{0} does not know {1}")
    @CsvSource({
        "ip, allocator",
        "api, claim",
        "api, pool",
        "api, allocator",
        "api, kube",
        "kube, claim",
        "kube, pool",
        "kube, address",
        "kube, cluster",
        "kube, capi",
        "kube, allocator",
        "cluster, claim",
        "cluster, pool",
        "cluster, address",
        "cluster, capi",
        "cluster, allocator",
        "pool, claim",
        "pool, address",
        "pool, capi",
        "address, claim",
        "address, pool",
        "address, capi",
        "claim, capi",
        "webhook, claim",
        "webhook, pool",
        "webhook, address",
        "webhook, capi",
        "webhook, allocator",
        "leader, claim",
        "leader, pool",
        "leader, address",
        "leader, allocator",
        "serving, claim",
        "serving, pool",
        "serving, allocator",
    })
    void keepsTheArrowsOneWay(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage(BASE + "." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "." + to + "..")
                .check(CLASSES);
    }

    @Test
    void onlyTheProgramItselfKnowsTheManager() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE)
                .because("everything is put together in one place")
                .check(CLASSES);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(BASE + ".Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }
}
