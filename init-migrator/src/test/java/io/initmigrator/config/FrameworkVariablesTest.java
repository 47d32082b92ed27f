package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.postgres.Secret;
import io.initmigrator.schema.BundleLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameworkVariablesTest {

    private static final String URL = "jdbc:postgresql://db/orders";

    @Test
    void dataSourceOfSpringBootIsEnough() {
        Settings settings = read(
                "SPRING_DATASOURCE_URL",
                URL,
                "SPRING_DATASOURCE_USERNAME",
                "shop",
                "SPRING_DATASOURCE_PASSWORD",
                "s3cret");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo(URL);
        assertThat(settings.postgres().credentials().get().user()).contains("shop");
        assertThat(settings.postgres().credentials().get().password().map(Secret::reveal))
                .contains("s3cret");
        assertThat(settings.secrets().get()).contains("s3cret");
        assertThat(settings.ignored()).isEmpty();
    }

    @Test
    void dataSourceOfQuarkusIsEnough() {
        Settings settings = read(
                "QUARKUS_DATASOURCE_JDBC_URL",
                URL,
                "QUARKUS_DATASOURCE_USERNAME",
                "shop",
                "QUARKUS_DATASOURCE_PASSWORD",
                "s3cret",
                "QUARKUS_DATASOURCE_DB_KIND",
                "postgresql");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo(URL);
        assertThat(settings.postgres().credentials().get().user()).contains("shop");
    }

    @Test
    void passwordMayStandInAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");

        assertThat(read("SPRING_DATASOURCE_URL", URL, "SPRING_DATASOURCE_PASSWORD_FILE", file.toString())
                        .postgres()
                        .credentials()
                        .get()
                        .password()
                        .map(Secret::reveal))
                .contains("s3cret");
    }

    @Test
    void settingsOfItsFlywayComeBeforeThoseOfTheDataSource() {
        Settings settings = read(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://pooler/orders",
                "SPRING_DATASOURCE_USERNAME",
                "app",
                "SPRING_FLYWAY_URL",
                URL,
                "SPRING_FLYWAY_USER",
                "owner");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo(URL);
        assertThat(settings.postgres().credentials().get().user()).contains("owner");
    }

    @Test
    void flywaysOwnVariablesComeFirstAndADifferenceIsTold() {
        Settings settings = read(
                "FLYWAY_URL",
                URL,
                "FLYWAY_USER",
                "owner",
                "FLYWAY_TABLE",
                "history",
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://other/orders",
                "SPRING_DATASOURCE_USERNAME",
                "app",
                "SPRING_FLYWAY_TABLE",
                "other");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo(URL);
        assertThat(settings.postgres().credentials().get().user()).contains("owner");
        assertThat(settings.flyway().environment()).containsEntry("FLYWAY_TABLE", "history");
        assertThat(settings.ignored())
                .containsExactlyInAnyOrder(
                        "SPRING_DATASOURCE_URL says otherwise than FLYWAY_URL, which comes first",
                        "SPRING_FLYWAY_TABLE says otherwise than FLYWAY_TABLE, which comes first");
    }

    @Test
    void loginInFlywaysUrlIsNotReplaced() {
        assertThat(read(
                                "FLYWAY_URL",
                                URL + "?user=owner&password=x",
                                "SPRING_DATASOURCE_USERNAME",
                                "app",
                                "SPRING_DATASOURCE_PASSWORD",
                                "y")
                        .postgres()
                        .credentials()
                        .get())
                .satisfies(login -> {
                    assertThat(login.user()).contains("owner");
                    assertThat(login.password().map(Secret::reveal)).contains("x");
                });
    }

    @Test
    void otherAddressOfOursKeepsItsOwnLogin() {
        Settings settings = read(
                "PGHOST",
                "db",
                "PGUSER",
                "owner",
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://other/x",
                "SPRING_DATASOURCE_USERNAME",
                "app");

        assertThat(settings.postgres().jdbcUrl()).contains("//db:5432/");
        assertThat(settings.postgres().credentials().get().user()).contains("owner");
    }

    @ParameterizedTest
    @CsvSource({
        "SPRING_FLYWAY_BASELINEONMIGRATE,true,FLYWAY_BASELINE_ON_MIGRATE",
        "SPRING_FLYWAY_BASELINE_ON_MIGRATE,true,FLYWAY_BASELINE_ON_MIGRATE",
        "SPRING_FLYWAY_DEFAULTSCHEMA,app,FLYWAY_DEFAULT_SCHEMA",
        "SPRING_FLYWAY_PLACEHOLDERS_TENANT,acme,FLYWAY_PLACEHOLDERS_TENANT",
        "SPRING_FLYWAY_OUTOFORDER,true,FLYWAY_OUT_OF_ORDER",
        "SPRING_FLYWAY_INITSQLS,select 1,FLYWAY_INIT_SQL",
        "QUARKUS_FLYWAY_BASELINE_ON_MIGRATE,true,FLYWAY_BASELINE_ON_MIGRATE",
        "QUARKUS_FLYWAY_PLACEHOLDERS__TENANT_,acme,FLYWAY_PLACEHOLDERS_TENANT"
    })
    void settingArrives(String name, String value, String flyway) {
        assertThat(read("FLYWAY_URL", URL, name, value).flyway().environment())
                .containsExactly(Map.entry(flyway, value));
    }

    @Test
    void locationsArriveAlsoOneByOne() {
        assertThat(read(
                                "FLYWAY_URL",
                                URL,
                                "SPRING_FLYWAY_LOCATIONS_0",
                                "filesystem:/a",
                                "SPRING_FLYWAY_LOCATIONS_1_",
                                "filesystem:/b")
                        .bundleLocations())
                .extracting(BundleLocation::text)
                .containsExactly("filesystem:/a", "filesystem:/b");
        assertThat(read(
                                "FLYWAY_URL",
                                URL,
                                "FLYWAY_JAR_DIRS",
                                "/app",
                                "QUARKUS_FLYWAY_LOCATIONS",
                                "db/migration,db/{vendor}")
                        .bundleLocations())
                .extracting(BundleLocation::text)
                .containsExactly("classpath:db/migration", "classpath:db/postgresql");
    }

    @Test
    void jarDirsBringFlywaysDefaultLocation() {
        Settings settings = read("FLYWAY_URL", URL, "FLYWAY_JAR_DIRS", "/app, /lib");

        assertThat(settings.bundleLocations())
                .extracting(BundleLocation::text)
                .containsExactly("classpath:db/migration");
        assertThat(settings.flyway().jarDirs()).containsExactly(Path.of("/app"), Path.of("/lib"));
        assertThat(settings.bundleSalt()).isEmpty();
    }

    @Test
    void whatOnlyTheApplicationMeansIsPassedOverAndTheRestIsNamed() {
        Settings settings = read(
                "FLYWAY_URL",
                URL,
                "SPRING_FLYWAY_ENABLED",
                "false",
                "QUARKUS_FLYWAY_MIGRATE_AT_START",
                "true",
                "SPRING_FLYWAY_CONNECTRETRIES",
                "5",
                "QUARKUS_FLYWAY_CLEAN_AT_START",
                "true",
                "SPRING_FLYWAY_CHERRYPICK",
                "2");

        assertThat(settings.flyway().environment()).isEmpty();
        assertThat(settings.ignored())
                .containsExactly(
                        "QUARKUS_FLYWAY_CLEAN_AT_START is not read by init-migrator",
                        "SPRING_FLYWAY_CHERRYPICK is not read by init-migrator");
    }

    @Test
    void twoFrameworksThatDisagreeAreNamed() {
        assertThat(faults("SPRING_DATASOURCE_URL", URL, "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://other/x"))
                .containsExactly(
                        "SPRING_DATASOURCE_URL says otherwise than QUARKUS_DATASOURCE_JDBC_URL; unset one of the"
                                + " two, or set FLYWAY_URL, which comes before both");
    }

    @Test
    void faultHasTheNameOfTheVariableThatWasSet() {
        assertThat(faults("SPRING_DATASOURCE_URL", "jdbc:h2:mem:x"))
                .containsExactly("SPRING_DATASOURCE_URL does not begin with jdbc:postgresql:; write"
                        + " jdbc:postgresql://host:5432/database");
        assertThat(faults("SPRING_DATASOURCE_URL", "jdbc:postgresql://${HOST}/x"))
                .containsExactly("SPRING_DATASOURCE_URL holds a ${…}, which only the application's framework replaces;"
                        + " set FLYWAY_URL");
        assertThat(faults("FLYWAY_URL", URL, "SPRING_FLYWAY_LOCATIONS", "classpath:db/migration"))
                .singleElement()
                .asString()
                .startsWith("SPRING_FLYWAY_LOCATIONS holds \"classpath:db/migration\", and there is no class path");
        Settings settings = read("FLYWAY_URL", URL, "SPRING_FLYWAY_TARGET", "newest");
        assertThat(FlywayMigrationTool.settingErrors(settings.flyway()))
                .singleElement()
                .asString()
                .startsWith("SPRING_FLYWAY_TARGET is refused by Flyway");
    }

    /** Guards against passing on a setting that Flyway rejects: the user would see an error about a name that they never wrote. */
    @Test
    void flywayKnowsEverySettingThatIsHandedOn() {
        Map<String, String> environment = new HashMap<>();
        FrameworkVariables.known().forEach(setting -> environment.put("FLYWAY_" + setting, "true"));

        assertThat(FlywayMigrationTool.settingErrors(new FlywaySettings(environment, List.of())))
                .noneMatch(exception -> exception.contains("is not a setting of Flyway"));
    }

    private static Settings read(String... variables) {
        return SettingsReader.fromMap(environment(variables), "n");
    }

    private static List<String> faults(String... variables) {
        SettingsException failure = Assertions.catchThrowableOfType(SettingsException.class, () -> read(variables));
        return failure.errors().stream()
                .map(ConfigError::sentence)
                .filter(sentence -> !sentence.startsWith("FLYWAY_URL is missing"))
                .toList();
    }

    private static Map<String, String> environment(String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("HOSTNAME", "pod"));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return environment;
    }
}
