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

/** Who may know whom among the rooms of the house, and which room may use which library. */
class ArchitectureTest {

    private static final String HOUSE = "io.initmigrator";

    /** What each room may see of the others; a room that is not named here is not allowed to be. */
    private static final Map<String, List<String>> MAY_SEE = Map.ofEntries(
            entry(
                    "command",
                    "coordination",
                    "flyway",
                    "http",
                    "kubernetes",
                    "lint",
                    "postgres",
                    "report",
                    "schema",
                    "wait"),
            entry("config", "coordination", "flyway", "http", "kubernetes", "postgres", "report", "schema", "wait"),
            entry("flyway", "coordination", "schema", "wait"),
            entry("http", "coordination", "schema", "wait"),
            entry("kubernetes", "coordination", "schema", "wait"),
            entry("lint"),
            entry("postgres", "coordination", "schema", "wait"),
            entry("report", "coordination", "schema", "wait"),
            entry("coordination", "schema", "wait"),
            entry("schema"),
            entry("wait"));

    private static final Set<String> ROOMS = MAY_SEE.keySet();

    /** What each package of the linter may see of its siblings; all of it is behind {@code lint.Linter}. */
    private static final Map<String, List<String>> LINT_MAY_SEE = Map.ofEntries(
            entry("rules", "analysis", "ddl", "sql", "report"),
            entry("analysis", "ddl", "sql", "report"),
            entry("ddl", "sql", "report"),
            entry("sql"),
            entry("report"));

    private static final Set<String> LINT_PACKAGES = LINT_MAY_SEE.keySet();

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(HOUSE);

    @ParameterizedTest
    @FieldSource("ROOMS")
    void roomSeesOnlyTheRoomsItMay(String room) {
        var visible = Stream.concat(Stream.of(room), Objects.requireNonNull(MAY_SEE.get(room)).stream())
                .map(ArchitectureTest::all)
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(all(room))
                .should()
                .dependOnClassesThat(resideInAPackage(HOUSE + "..").and(not(resideInAnyPackage(visible)))));
    }

    @ParameterizedTest
    @FieldSource("LINT_PACKAGES")
    void lintPackageSeesOnlyThePackagesItMay(String inner) {
        var visible = Stream.concat(Stream.of(inner), Objects.requireNonNull(LINT_MAY_SEE.get(inner)).stream())
                .map(name -> HOUSE + ".lint." + name)
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(HOUSE + ".lint." + inner)
                .should()
                .dependOnClassesThat(resideInAPackage(HOUSE + "..").and(not(resideInAnyPackage(visible)))));
    }

    @Test
    void lintPackagesAreAllKnown() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(HOUSE + ".lint."))
                        .map(name -> name.substring((HOUSE + ".lint.").length())))
                .isNotEmpty()
                .isSubsetOf(LINT_PACKAGES);
    }

    /** Outside of the linter only its results are known. */
    @Test
    void onlyTheLinterAndItsReportAreSeenFromOutside() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(all("lint"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        HOUSE + ".lint.rules", HOUSE + ".lint.analysis", HOUSE + ".lint.ddl", HOUSE + ".lint.sql"));
    }

    @Test
    void simpleNamesOfTheLinterAreUnique() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getEnclosingClass().isEmpty()
                                && !type.getSimpleName().equals("package-info")
                                && !type.getSimpleName().equals("Finding")))
                .filteredOn(type -> CLASSES.stream()
                                .filter(other -> other.getSimpleName().equals(type.getSimpleName())
                                        && other.getEnclosingClass().isEmpty())
                                .count()
                        > 1)
                .extracting(JavaClass::getPackageName)
                .noneMatch(name -> name.startsWith(HOUSE + ".lint"));
    }

    @Test
    void everyClassLivesInAKnownRoom() {
        assertThat(CLASSES)
                .allSatisfy(type ->
                        assertThat(roomOf(type)).matches(room -> room.isEmpty() || ROOMS.contains(room), "is a room"));
    }

    @Test
    void roomsHaveNoCycles() {
        check(slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void coordinationUsesNoLibraryAndDoesNoInputOrOutput() {
        check(classes()
                .that()
                .resideInAPackage(all("coordination"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                HOUSE + "..", "java..", "org.slf4j", "org.jspecify.annotations")
                        .and(not(resideInAnyPackage("java.sql..", "java.net..", "java.io", "java.nio.file..")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lint", "schema", "wait"})
    void valuesNeedTheJdkAlone(String room) {
        check(classes()
                .that()
                .resideInAPackage(all(room))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(HOUSE + "..", "java..", "org.jspecify.annotations"));
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
    void onlyReportUsesLogback() {
        onlyUserOf("ch.qos.logback..", "report");
    }

    @Test
    void onlyHttpListens() {
        check(noClasses()
                .that(describe("live elsewhere", type -> !roomOf(type).equals("http")))
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

    private static Map.Entry<String, List<String>> entry(String room, String... visible) {
        return Map.entry(room, List.of(visible));
    }

    private static void onlyUserOf(String library, String room) {
        check(noClasses()
                .that(describe("live elsewhere", type -> !roomOf(type).equals(room)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static boolean isNullMarked(JavaPackage room) {
        return room.isAnnotatedWith(NullMarked.class);
    }

    private static String all(String room) {
        return HOUSE + "." + room + "..";
    }

    /** The first package below the house; empty for the root. */
    private static String roomOf(JavaClass type) {
        var below = type.getPackageName().substring(HOUSE.length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
    }
}
