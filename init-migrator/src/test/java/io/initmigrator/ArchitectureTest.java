package io.initmigrator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which packages may depend on each other, and which single package may use each library. */
class ArchitectureTest {

    private static final String BASE_PACKAGE = "io.initmigrator";

    /** Maps each package to the packages that it may use. A package that is not a key here is not allowed to exist. */
    private static final Map<String, List<String>> MAY_SEE = Map.ofEntries(
            entry("fastpath", "application", "config", "logging", "rollout", "fence", "core", "schema", "time"),
            entry(
                    "application",
                    "command",
                    "config",
                    "kubernetes",
                    "postgres",
                    "flyway",
                    "logging",
                    "http",
                    "telemetry",
                    "lint",
                    "rollout",
                    "election",
                    "event",
                    "migration",
                    "fence",
                    "core",
                    "schema",
                    "time"),
            entry(
                    "command",
                    "config",
                    "kubernetes",
                    "postgres",
                    "flyway",
                    "logging",
                    "http",
                    "telemetry",
                    "lint",
                    "rollout",
                    "election",
                    "event",
                    "migration",
                    "fence",
                    "core",
                    "schema",
                    "time"),
            entry(
                    "config",
                    "kubernetes",
                    "postgres",
                    "flyway",
                    "logging",
                    "http",
                    "telemetry",
                    "rollout",
                    "election",
                    "fence",
                    "core",
                    "schema",
                    "time"),
            entry("kubernetes", "rollout", "election", "event", "migration", "fence", "core", "schema", "time"),
            entry("postgres", "fence", "core", "schema", "time"),
            entry("flyway", "rollout", "migration", "fence", "core", "schema", "time"),
            entry("logging", "event", "migration", "fence", "core", "schema", "time"),
            entry("http", "event", "core", "schema", "time"),
            entry("telemetry", "event", "fence", "core", "schema", "time"),
            entry("lint", "schema"),
            entry("rollout", "election", "event", "migration", "fence", "core", "schema", "time"),
            entry("election", "event", "migration", "fence", "core", "schema", "time"),
            entry("event", "migration", "fence", "core", "schema", "time"),
            entry("migration", "fence", "core", "schema", "time"),
            entry("fence", "core", "schema", "time"),
            entry("core", "schema", "time"),
            entry("schema", "time"),
            entry("time"));

    private static final Set<String> PACKAGES = MAY_SEE.keySet();

    /** Maps each package of the linter to its siblings that it may use. Other packages see {@code lint.Linter} only. */
    private static final Map<String, List<String>> LINT_MAY_SEE = Map.ofEntries(
            entry("rules", "analysis", "ddl", "sql", "report"),
            entry("analysis", "ddl", "sql", "report"),
            entry("ddl", "sql", "report"),
            entry("sql"),
            entry("report"));

    private static final Set<String> LINT_PACKAGES = LINT_MAY_SEE.keySet();

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(BASE_PACKAGE);

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void packageUsesOnlyThePackagesItMay(String name) {
        var visible = Stream.concat(Stream.of(name), Objects.requireNonNull(MAY_SEE.get(name)).stream())
                .map(ArchitectureTest::all)
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(all(name))
                .should()
                .dependOnClassesThat(resideInAPackage(BASE_PACKAGE + "..").and(not(resideInAnyPackage(visible)))));
    }

    @ParameterizedTest
    @FieldSource("LINT_PACKAGES")
    void lintPackageSeesOnlyThePackagesItMay(String inner) {
        var siblings = Stream.concat(Stream.of(inner), Objects.requireNonNull(LINT_MAY_SEE.get(inner)).stream())
                .map(name -> BASE_PACKAGE + ".lint." + name);
        // One package reads the directives of a script.
        var visible =
                Stream.concat(siblings, Stream.of(BASE_PACKAGE + ".schema")).toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(BASE_PACKAGE + ".lint." + inner)
                .should()
                .dependOnClassesThat(resideInAPackage(BASE_PACKAGE + "..").and(not(resideInAnyPackage(visible)))));
    }

    @Test
    void lintPackagesAreAllKnown() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(BASE_PACKAGE + ".lint."))
                        .map(name -> name.substring((BASE_PACKAGE + ".lint.").length())))
                .isNotEmpty()
                .isSubsetOf(LINT_PACKAGES);
    }

    /** Other packages see the results of the linter only. */
    @Test
    void onlyTheLinterAndItsReportAreSeenFromOutside() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(all("lint"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        BASE_PACKAGE + ".lint.rules",
                        BASE_PACKAGE + ".lint.analysis",
                        BASE_PACKAGE + ".lint.ddl",
                        BASE_PACKAGE + ".lint.sql"));
    }

    @Test
    void everyClassLivesInAKnownPackage() {
        assertThat(CLASSES)
                .allSatisfy(type -> assertThat(packageOf(type))
                        .matches(name -> name.isEmpty() || PACKAGES.contains(name), "is a known package"));
    }

    @Test
    void basePackageHoldsTheEntryPointsAlone() {
        assertThat(CLASSES.stream()
                        .filter(type -> packageOf(type).isEmpty())
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .containsExactlyInAnyOrder("Main", "NativeMain");
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(BASE_PACKAGE + ".(*)..").should().beFreeOfCycles());
    }

    /** Keeps names unambiguous: a reader need not check the imports. */
    @Test
    void noSimpleNameOccursTwice() {
        assertThat(CLASSES.stream()
                        .filter(type -> !type.isNestedClass())
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout", "election", "event", "migration", "fence", "core"})
    void useCasesAndPortsUseNoLibraryAndDoNoInputOrOutput(String name) {
        check(classes()
                .that()
                .resideInAPackage(all(name))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                BASE_PACKAGE + "..", "java..", "org.slf4j", "org.jspecify.annotations")
                        .and(not(resideInAnyPackage("java.sql..", "java.net..", "java.io", "java.nio.file..")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lint", "schema", "time"})
    void valuesNeedTheJdkAlone(String name) {
        check(classes()
                .that()
                .resideInAPackage(all(name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE_PACKAGE + "..", "java..", "org.jspecify.annotations"));
    }

    @Test
    void onlyKubernetesUsesFabric8() {
        onlyUserOf("io.fabric8..", "kubernetes");
    }

    @Test
    void onlyKubernetesUsesOkHttp() {
        onlyUserOf("okhttp3..", "kubernetes");
    }

    @Test
    void onlyPostgresUsesItsDriver() {
        onlyUserOf("org.postgresql..", "postgres");
    }

    @Test
    void onlyFlywayUsesFlyway() {
        onlyUserOf("org.flywaydb..", "flyway");
    }

    @Test
    void onlyLoggingUsesLogback() {
        onlyUserOf("ch.qos.logback..", "logging");
    }

    @Test
    void onlyTheFastPathUsesNativeImage() {
        onlyUserOf("org.graalvm..", "fastpath");
        onlyUserOf("com.oracle.svm..", "fastpath");
    }

    @Test
    void onlyHttpListens() {
        check(noClasses()
                .that(describe("live elsewhere", type -> !packageOf(type).equals("http")))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServerSocket.class));
    }

    @Test
    void onlyMainExits() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .allMatch(ArchitectureTest::isNullMarked, "has a package-info with @NullMarked");
    }

    private static Map.Entry<String, List<String>> entry(String name, String... visible) {
        return Map.entry(name, List.of(visible));
    }

    private static void onlyUserOf(String library, String name) {
        check(noClasses()
                .that(describe("live elsewhere", type -> !packageOf(type).equals(name)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static boolean isNullMarked(JavaPackage candidate) {
        return candidate.isAnnotatedWith(NullMarked.class);
    }

    private static String all(String name) {
        return BASE_PACKAGE + "." + name + "..";
    }

    /** Returns the first package below the base; empty for the base itself. */
    private static String packageOf(JavaClass type) {
        var below = type.getPackageName().substring(BASE_PACKAGE.length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
    }
}
