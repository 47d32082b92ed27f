package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.initmigrator.core.Identity;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.AppRole.WhenUngranted;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.logging.SecretMasker;
import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.HistoryTable;
import io.initmigrator.postgres.Secret;
import io.initmigrator.rollout.ClusterAdvice;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import io.initmigrator.schema.BundleLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    private static final String NONCE = "5f3a9c01";

    @TempDir
    private Path directory;

    @Test
    void defaultsHoldWhereOnlyTheUrlIsGiven() {
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://db/orders", "HOSTNAME", "orders-7d4-x2p");

        assertThat(settings.coordination()).isEqualTo(CoordinationMode.DATABASE);
        assertThat(settings.identity()).isEqualTo(new Identity("orders-7d4-x2p", NONCE));
        assertThat(settings.timing()).isEqualTo(LeaseTiming.of(Duration.ofSeconds(15)));
        assertThat(settings.rollout())
                .isEqualTo(new RolloutSettings(
                        Duration.ofMinutes(10),
                        WhenAhead.START,
                        WhenEmpty.FAIL,
                        WhenInterrupted.FAIL,
                        WhenNotDeferrable.WARN,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        true,
                        ClusterAdvice.NONE));
        assertThat(settings.bundleLocations()).containsExactly(BundleLocation.ofDirectory(Path.of("/migrations")));
        assertThat(settings.bundleSalt()).isEmpty();
        assertThat(settings.flyway())
                .isEqualTo(new FlywaySettings(Map.of(), List.of(BundleLocation.ofDirectory(Path.of("/migrations")))));
        assertThat(settings.kubernetes())
                .isEqualTo(new KubernetesSettings(
                        "init-migrator", Optional.empty(), "orders-7d4-x2p", Optional.empty(), Optional.empty(), true));
        assertThat(settings.report())
                .isEqualTo(new LogSettings(
                        LogSettings.Format.TEXT,
                        LogSettings.Level.INFO,
                        Path.of("/dev/termination-log"),
                        LogSettings.Stream.OUTPUT));
        assertThat(settings.http()).isEqualTo(new HttpSettings(8080, 8081, Optional.empty()));
        assertThat(settings.secrets().get()).isEmpty();
    }

    @Test
    void podWithoutATokenIsRecognisedUnlessItsCoordinationIsChosen() {
        String[] pod = {"FLYWAY_URL", "jdbc:postgresql://db/orders", "KUBERNETES_SERVICE_HOST", "10.96.0.1"};

        assertThat(read(pod)).satisfies(settings -> {
            assertThat(settings.coordination()).isEqualTo(CoordinationMode.DATABASE);
            assertThat(settings.tokenMissing()).isTrue();
            assertThat(settings.postgres().inPod()).isTrue();
        });
        assertThat(read(pod[0], pod[1], pod[2], pod[3], "MIGRATOR_COORDINATION", "database")
                        .tokenMissing())
                .isFalse();
        assertThat(read(pod[0], pod[1])).satisfies(settings -> {
            assertThat(settings.tokenMissing()).isFalse();
            assertThat(settings.postgres().inPod()).isFalse();
        });
    }

    @Test
    void defaultsOfTheDatabase() {
        var postgres = read("FLYWAY_URL", "jdbc:postgresql://db/orders", "HOSTNAME", "pod")
                .postgres();

        assertThat(postgres.jdbcUrl()).isEqualTo("jdbc:postgresql://db/orders");
        assertThat(postgres.credentials().get())
                .isEqualTo(new Credentials(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(postgres.properties()).isEmpty();
        assertThat(postgres.history()).isEqualTo(new HistoryTable(Optional.empty(), "flyway_schema_history"));
        assertThat(postgres.databaseTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(postgres.timeouts().lock()).isEqualTo(Duration.ofSeconds(5));
        assertThat(postgres.timeouts().statement()).isZero();
        assertThat(postgres.setRole()).isEmpty();
        assertThat(postgres.appRole()).isEmpty();
        assertThat(postgres.applicationName()).isEqualTo("init-migrator pod_" + NONCE);
    }

    @Test
    void everyVariableArrives() {
        Settings settings = SettingsReader.fromMap(full(), NONCE);

        assertThat(settings.coordination()).isEqualTo(CoordinationMode.LEASE);
        assertThat(settings.identity()).isEqualTo(new Identity("me", NONCE));
        assertThat(settings.timing()).isEqualTo(LeaseTiming.of(Duration.ofSeconds(9)));
        assertThat(settings.rollout())
                .isEqualTo(new RolloutSettings(
                        Duration.ofMinutes(1),
                        WhenAhead.COMPATIBLE,
                        WhenEmpty.SKIP,
                        WhenInterrupted.RETRY,
                        WhenNotDeferrable.WARN,
                        Duration.ofSeconds(7),
                        Duration.ofMinutes(2),
                        true,
                        ClusterAdvice.NONE));
        assertThat(settings.bundleLocations())
                .extracting(BundleLocation::text)
                .containsExactly("filesystem:/a", "filesystem:/b/*");
        assertThat(settings.flyway())
                .isEqualTo(new FlywaySettings(
                        Map.of(
                                "FLYWAY_TABLE", "history",
                                "FLYWAY_SCHEMAS", "app,other",
                                "FLYWAY_PLACEHOLDERS_OWNER", "bob"),
                        settings.bundleLocations()));
        assertThat(settings.bundleSalt())
                .containsEntry("FLYWAY_PLACEHOLDERS_OWNER", "bob")
                .containsEntry("FLYWAY_LOCATIONS", ",*");
        assertThat(settings.kubernetes())
                .isEqualTo(new KubernetesSettings(
                        "orders-db", Optional.of("data"), "pod-1", Optional.of("web"), Optional.of("uid-1"), false));
        assertThat(settings.report())
                .isEqualTo(new LogSettings(
                        LogSettings.Format.JSON,
                        LogSettings.Level.DEBUG,
                        Path.of("/tmp/termination"),
                        LogSettings.Stream.OUTPUT));
        assertThat(settings.http()).isEqualTo(new HttpSettings(9090, 9091, Optional.of(Path.of("/page.html"))));
    }

    @Test
    void applicationsRoleIsPartOfTheBundle() {
        Settings settings = read(
                "FLYWAY_URL", "jdbc:postgresql://db/orders",
                "FLYWAY_SCHEMAS", "app, other",
                "MIGRATOR_APP_ROLE", "shop",
                "MIGRATOR_WHEN_UNGRANTED", "fail");

        assertThat(settings.postgres().appRole()).contains(new AppRole("shop", WhenUngranted.FAIL));
        assertThat(settings.postgres().schemas()).containsExactly("app", "other");
        assertThat(settings.bundleSalt())
                .containsEntry("MIGRATOR_APP_ROLE", "shop")
                .containsEntry("MIGRATOR_WHEN_UNGRANTED", "FAIL");
    }

    @Test
    void everyVariableOfTheDatabaseArrives() {
        var postgres = SettingsReader.fromMap(full(), NONCE).postgres();

        assertThat(postgres.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/orders?sslmode=require");
        assertThat(postgres.credentials().get())
                .isEqualTo(new Credentials(
                        Optional.of("migrator"), Optional.of(new Secret("correct horse")), Optional.empty()));
        assertThat(postgres.properties()).isEqualTo(Map.of("socketTimeout", "30"));
        assertThat(postgres.history()).isEqualTo(new HistoryTable(Optional.of("app"), "history"));
        assertThat(postgres.databaseTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(postgres.timeouts().lock()).isEqualTo(Duration.ofSeconds(2));
        assertThat(postgres.timeouts().statement()).isEqualTo(Duration.ofMinutes(30));
        assertThat(postgres.setRole()).contains("owner");
    }

    @ParameterizedTest
    @MethodSource("settingsOfTheContract")
    void contractsDefaultIsOurs(String name, String value) {
        assertThat(read("FLYWAY_URL", "jdbc:postgresql://h/db").effective()).containsEntry(name, value);
    }

    @ParameterizedTest
    @MethodSource("settingsOfTheContract")
    void everyVariableMayComeFromAFile(String name, String value) throws IOException {
        Map<String, String> environment = new TreeMap<>(Map.of("FLYWAY_URL", "jdbc:postgresql://h/db"));
        environment.put(name + "_FILE", file(name, (value.isEmpty() ? "some" : value) + "\n"));

        assertThat(SettingsReader.fromMap(environment, NONCE).effective())
                .containsEntry(name, value.isEmpty() ? "some" : value);
    }

    /** Lists the settings that are a public contract, with their defaults. */
    static Stream<org.junit.jupiter.params.provider.Arguments> settingsOfTheContract() {
        return Stream.of(
                        "MIGRATOR_COORDINATION=auto",
                        "MIGRATOR_LEASE_NAME=init-migrator",
                        "MIGRATOR_LEASE_NAMESPACE=",
                        "MIGRATOR_LEASE_DURATION=15s",
                        "MIGRATOR_IDENTITY=",
                        "MIGRATOR_REVISION=",
                        "MIGRATOR_TIMEOUT=10m",
                        "MIGRATOR_DATABASE_TIMEOUT=1m",
                        "MIGRATOR_WHEN_AHEAD=start",
                        "MIGRATOR_WHEN_EMPTY=fail",
                        "MIGRATOR_LOCK_TIMEOUT=5s",
                        "MIGRATOR_LOCK_RETRY_FOR=5m",
                        "MIGRATOR_STATEMENT_TIMEOUT=0",
                        "MIGRATOR_SET_ROLE=",
                        "MIGRATOR_WHEN_INTERRUPTED=fail",
                        "MIGRATOR_FAILURE_BACKOFF=30s",
                        "MIGRATOR_EVENTS=true",
                        "MIGRATOR_LOG_FORMAT=text",
                        "MIGRATOR_LOG_LEVEL=info",
                        "MIGRATOR_TERMINATION_LOG=/dev/termination-log")
                .map(line -> line.split("=", 2))
                .map(org.junit.jupiter.params.provider.Arguments::of);
    }

    @ParameterizedTest
    @CsvSource({
        "MIGRATOR_LEASE,write MIGRATOR_LEASE_NAME",
        "MIGRATOR_PORT,write MIGRATOR_HTTP_PORT",
        "MIGRATOR_LEASENAME,write MIGRATOR_LEASE_NAME",
        "MIGRATOR_TIMEOUT_FIL,write MIGRATOR_TIMEOUT_FILE",
        "MIGRATOR_RETRY,'write MIGRATOR_LOCK_RETRY_FOR'",
        "MIGRATOR_FOO,'unset it, or use an existing setting; the closest is MIGRATOR_ROLLOUT'"
    })
    void unknownNameIsRefusedWithTheNearest(String name, String remedy) {
        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://db/orders", name, "1"))
                .hasMessage(name + " is not a setting; " + remedy);
    }

    @Test
    void allErrorsAreReportedTogether() {
        SettingsException failure = refusal(
                "MIGRATOR_LEASE_DURATON", "10s",
                "MIGRATOR_TIMEOUT", "soon",
                "MIGRATOR_EVENTS", "perhaps",
                "MIGRATOR_WHEN_AHEAD", "run",
                "MIGRATOR_HTTP_PORT", "0",
                "MIGRATOR_LEASE_NAME", "Orders",
                "FLYWAY_LOCATIONS", "classpath:db,/migrations");

        assertThat(failure.errors().stream().map(ConfigError::sentence))
                .containsExactlyInAnyOrder(
                        "MIGRATOR_LEASE_DURATON is not a setting; write MIGRATOR_LEASE_DURATION",
                        "MIGRATOR_TIMEOUT is \"soon\"; write a duration such as 500ms, 15s, 10m or 1h, and at most 24 days",
                        "MIGRATOR_EVENTS is \"perhaps\"; write true or false",
                        "MIGRATOR_WHEN_AHEAD is \"run\"; write one of start, fail, compatible",
                        "MIGRATOR_HTTP_PORT is \"0\"; write a port number from 1 to 65535",
                        "MIGRATOR_LEASE_NAME is \"Orders\"; write a Kubernetes name: at most 253 lower-case letters, "
                                + "digits, '-' and '.', with a letter or digit at both ends",
                        "FLYWAY_LOCATIONS holds \"classpath:db\", and there is no class path; set FLYWAY_JAR_DIRS to the directory"
                                + " of the application's classes or jar, or put the migrations into a directory and write"
                                + " filesystem:/migrations",
                        "FLYWAY_LOCATIONS holds \"/migrations\", which is not on the file system; "
                                + "write filesystem:/migrations",
                        "FLYWAY_URL is missing; set it to jdbc:postgresql://host:5432/database, or set DATABASE_URL, or PGHOST and PGDATABASE");
        assertThat(failure).message().hasLineCount(9);
    }

    @Test
    void faultsAreReportedAsTheEnvironmentSays() {
        LogSettings report = refusal("MIGRATOR_LOG_FORMAT", "json", "MIGRATOR_LOG_LEVEL", "loud")
                .report();

        assertThat(report.format()).isEqualTo(LogSettings.Format.JSON);
        assertThat(report.level()).isEqualTo(LogSettings.Level.INFO);
    }

    @ParameterizedTest
    @CsvSource({"1s", "0", "2500ms"})
    void leaseDurationMustSuitTheElection(String duration) {
        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://h/db", "MIGRATOR_LEASE_DURATION", duration)
                        .errors())
                .extracting(ConfigError::subject)
                .containsExactly("MIGRATOR_LEASE_DURATION");
    }

    @ParameterizedTest
    @CsvSource({
        "MIGRATOR_IDENTITY,a/b",
        "MIGRATOR_REVISION,7d4f 9c8b6d",
        "MIGRATOR_FAILURE_BACKOFF,6m",
        "MIGRATOR_FAILURE_BACKOFF,0",
        "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK,true",
        "FLYWAY_CLEAN_ON_VALIDATION_ERROR,true",
        "FLYWAY_CONFIG_FILES,/conf/flyway.conf",
        "FLYWAY_ENVIRONMENTS_PROD_URL,jdbc:postgresql://h/db",
        "FLYWAY_DRIVER,org.h2.Driver",
        "FLYWAY_LOGGERS,console",
        "FLYWAY_DRYRUN_OUTPUT,/tmp/out.sql",
        "FLYWAY_TARGET,next"
    })
    void whatWouldBreakTheProtocolIsRefused(String name, String value) {
        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://h/db", name, value).errors())
                .extracting(ConfigError::subject)
                .containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({
        "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK,false",
        "FLYWAY_DRIVER,org.postgresql.Driver",
        "FLYWAY_CLEAN_DISABLED,true",
        "FLYWAY_TARGET,12",
        "FLYWAY_CONNECT_RETRIES,3"
    })
    void whatDoesNoHarmIsHandedOn(String name, String value) {
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", name, value);

        assertThat(settings.flyway().environment()).containsEntry(name, value);
    }

    @Test
    void namesThatPostgresWouldCutAreFaults() {
        String umlauts = "ä".repeat(31);
        assertThat(read("FLYWAY_URL", "jdbc:postgresql://db/orders", "FLYWAY_TABLE", umlauts + "x", "HOSTNAME", "pod")
                        .postgres()
                        .history()
                        .table())
                .isEqualTo(umlauts + "x");
        assertThatThrownBy(() -> read(
                        "FLYWAY_URL",
                        "jdbc:postgresql://db/orders",
                        "FLYWAY_TABLE",
                        umlauts + "xy",
                        "FLYWAY_SCHEMAS",
                        "x".repeat(64) + ",other",
                        "FLYWAY_DEFAULT_SCHEMA",
                        "y".repeat(70)))
                .hasMessageContainingAll(
                        "FLYWAY_TABLE has a name of 64 bytes",
                        "FLYWAY_SCHEMAS has a name of 64 bytes",
                        "FLYWAY_DEFAULT_SCHEMA has a name of 70 bytes");
    }

    @Test
    void whatKubernetesInjectsForAServiceIsIgnored() {
        Settings settings = read(
                "FLYWAY_URL", "jdbc:postgresql://h/db",
                "MIGRATOR_SERVICE_HOST", "10.0.0.1",
                "MIGRATOR_PORT", "tcp://10.0.0.1:80",
                "FLYWAY_PORT_80_TCP_ADDR", "10.0.0.1");

        assertThat(settings.flyway().environment()).isEmpty();
    }

    @Test
    void portOfAServiceThatIsNamedLikeASettingIsIgnored() {
        Settings settings = read(
                "FLYWAY_URL", "jdbc:postgresql://h/db",
                "MIGRATOR_HTTP_SERVICE_HOST", "10.0.0.1",
                "MIGRATOR_HTTP_PORT", "tcp://10.0.0.1:80");

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://h/db", "MIGRATOR_HTTP_PORT", "tcp://10.0.0.1:80"))
                .hasMessageStartingWith("MIGRATOR_HTTP_PORT is \"tcp://10.0.0.1:80\"");
    }

    @Test
    void wrongValueInAFileIsAFaultThatNamesTheFile() throws IOException {
        String file = file("timeout", "soon\n");

        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://h/db", "MIGRATOR_TIMEOUT_FILE", file))
                .hasMessage("MIGRATOR_TIMEOUT_FILE names the file " + file + ", whose content is invalid; write a"
                        + " duration such as 500ms, 15s, 10m or 1h, and at most 24 days");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PGPORT | abc | PGPORT is not a port; use a number from 1 to 65535",
                "PGPORT | 99999 | PGPORT is not a port; use a number from 1 to 65535",
                "PGSSLMODE | never | PGSSLMODE has an invalid value; write one of disable, allow, prefer, require, verify-ca,"
                        + " verify-full",
                "PGCONNECT_TIMEOUT | soon | PGCONNECT_TIMEOUT has an invalid value; write a whole number",
                "PGTARGETSESSIONATTRS | standby | PGTARGETSESSIONATTRS has an invalid value; write one of"
                        + " any, read-write, primary: nothing can be migrated on a standby",
                "PGSSLCRL | /x | PGSSLCRL has an invalid value; remove it: PostgreSQL's JDBC driver cannot do this",
                "PGREQUIREAUTH | maybe | PGREQUIREAUTH has an invalid value; write one or more of password, md5, gss,"
                        + " sspi, scram-sha-256, none, with commas between them, each with or without a leading '!'",
                "PGDATABASE | host=h password=hidden | PGDATABASE has a '=' in the database's name; write parameters after '?', with"
                        + " '&' between them, and the login by variables of its own",
                "PGHOST | h/x | PGHOST has a missing or invalid host; write names or addresses, separated by"
                        + " commas, or set FLYWAY_URL"
            })
    void faultNamesTheVariableOfLibpqThatHasIt(String name, String value, String sentence) {
        assertThat(refusal("PGDATABASE", "db", name, value)).hasMessage(sentence);
    }

    @Test
    void variableAndItsFileTogetherAreAFault() throws IOException {
        var failure = refusal(
                "FLYWAY_URL",
                "jdbc:postgresql://h/db",
                "FLYWAY_PASSWORD",
                "a",
                "FLYWAY_PASSWORD_FILE",
                file("password", "b"));

        assertThat(failure).hasMessage("FLYWAY_PASSWORD is set, and so is FLYWAY_PASSWORD_FILE; unset one of the two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLYWAY_URL", "FLYWAY_PASSWORD", "MIGRATOR_TIMEOUT", "FLYWAY_PLACEHOLDERS_A"})
    void unreadableFileIsAFault(String name) {
        String missing = directory.resolve("missing").toString();

        assertThat(refusal("DATABASE_URL", "postgres://h/db", name + "_FILE", missing)
                        .errors())
                .singleElement()
                .satisfies(error -> assertThat(error.sentence()).contains(name + "_FILE", missing));
    }

    @Test
    void fileThatHoldsNoValueIsAFault() throws IOException {
        Path latin = Files.write(directory.resolve("latin"), new byte[] {'p', (byte) 0xE4});
        for (String file : List.of("/dev/zero", directory.toString())) {
            assertThat(refusal("DATABASE_URL", "postgres://h/db", "FLYWAY_PASSWORD_FILE", file))
                    .hasMessageContaining(
                            "FLYWAY_PASSWORD_FILE names the file " + file + ", which is not a regular file");
        }
        assertThat(refusal("DATABASE_URL", "postgres://h/db", "FLYWAY_PASSWORD_FILE", latin.toString()))
                .hasMessageContaining("which is not UTF-8; write it in UTF-8");
    }

    @Test
    void noFaultShowsASecret() {
        var failure = refusal(
                "FLYWAY_URL", "jdbc:postgresql://u:hidden@h/db", "FLYWAY_PASSWORD", "hidden", "MIGRATOR_TIMEOUT", "x");

        assertThat(failure.toString()).doesNotContain("hidden");
    }

    @Test
    void databaseUrlStandsInForTheMissingFlywayUrl() {
        Settings settings = read("DATABASE_URL", "postgres://u:s3cret@h:5433/db?sslmode=require");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://h:5433/db?sslmode=require");
        assertThat(settings.postgres().credentials().get().user()).contains("u");
        assertThat(settings.secrets().get()).containsExactly("s3cret");
    }

    @Test
    void flywayUrlComesBeforeDatabaseUrl() {
        Settings settings =
                read("FLYWAY_URL", "jdbc:postgresql://first/db", "DATABASE_URL", "postgres://u:s3cret@second/db");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://first/db");
        assertThat(settings.postgres().credentials().get().user()).isEmpty();
        assertThat(settings.secrets().get()).contains("s3cret");
    }

    @Test
    void rotatedPasswordIsReadAtTheNextConnectAndMasked() throws IOException {
        String file = file("password", "old\n");
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_PASSWORD_FILE", file);
        assertThat(settings.postgres().credentials().get().password()).contains(new Secret("old"));

        file("password", "new\n");

        assertThat(settings.postgres().credentials().get().password()).contains(new Secret("new"));
        assertThat(settings.secrets().get()).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void passwordFileThatHasGoneIsNotABug() throws IOException {
        String file = file("password", "old\n");
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_PASSWORD_FILE", file);
        Files.delete(Path.of(file));

        assertThatThrownBy(() -> settings.postgres().credentials().get())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("FLYWAY_PASSWORD_FILE");
    }

    @Test
    void secretsAreKnownAndNotShown() {
        Settings settings = read(
                "FLYWAY_URL", "jdbc:postgresql://h/db?sslpassword=key-pass",
                "FLYWAY_PASSWORD", "db-pass",
                "FLYWAY_PLACEHOLDERS_APP_PASSWORD", "app-pass",
                "FLYWAY_PLACEHOLDERS_SCHEMA", "public");

        assertThat(settings.secrets().get()).containsExactlyInAnyOrder("key-pass", "db-pass", "app-pass");
        assertThat(settings.toString() + settings.effective() + settings.postgres() + settings.flyway())
                .doesNotContain("key-pass", "db-pass", "app-pass");
        assertThat(settings.effective()).containsEntry("FLYWAY_PLACEHOLDERS_SCHEMA", "public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PW", "DB_PWD", "PASS", "SIGNING_KEY", "APP_PASSWORD", "TOKEN", "CREDENTIALS_OF_APP"})
    void placeholderWhoseNameSaysSoIsASecret(String name) {
        Settings settings =
                read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_PLACEHOLDERS_" + name, "S3cr3tPlaceholderValue");

        assertThat(settings.secrets().get()).containsExactly("S3cr3tPlaceholderValue");
        assertThat(settings.effective().toString()).doesNotContain("S3cr3tPlaceholderValue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENV", "SCHEMA", "KEYSPACE", "COMPASS", "PWNER"})
    void placeholderOfAnotherNameIsNone(String name) {
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_PLACEHOLDERS_" + name, "prod");

        assertThat(settings.secrets().get()).isEmpty();
        assertThat(settings.effective()).containsEntry("FLYWAY_PLACEHOLDERS_" + name, "prod");
    }

    @Test
    void addressInAnotherVariableIsNotShown() {
        assertThat(read(
                                "FLYWAY_URL", "jdbc:postgresql://h/db",
                                "MIGRATOR_MAINTENANCE_PAGE", "postgres://u:S3cr3tOfTheShop@h/db")
                        .effective())
                .containsEntry("MIGRATOR_MAINTENANCE_PAGE", "****");
    }

    @Test
    void placeholderFromAFileIsASecretWhateverItsName() throws IOException {
        Settings settings = read(
                "FLYWAY_URL",
                "jdbc:postgresql://h/db",
                "FLYWAY_PLACEHOLDERS_SALT_FILE",
                file("salt", "S3cr3tPlaceholderValue\n"));

        assertThat(settings.flyway().environment()).containsEntry("FLYWAY_PLACEHOLDERS_SALT", "S3cr3tPlaceholderValue");
        assertThat(settings.secrets().get()).containsExactly("S3cr3tPlaceholderValue");
        assertThat(settings.effective().toString()).doesNotContain("S3cr3tPlaceholderValue");
    }

    @Test
    void passwordIsNoPartOfTheBundle() {
        assertThat(read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_PASSWORD", "a", "FLYWAY_CONNECT_RETRIES", "3")
                        .bundleSalt())
                .isEmpty();
    }

    @Test
    void hostNameBecomesAnIdentityWhateverItHolds() {
        assertThat(read("FLYWAY_URL", "jdbc:postgresql://h/db", "HOSTNAME", "büro 7")
                        .identity()
                        .name())
                .isEqualTo("b-ro-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLYWAY_SCHEMAS", "FLYWAY_DEFAULT_SCHEMA", "FLYWAY_TABLE"})
    void blankNameOfTheHistoryCountsAsAbsent(String name) {
        for (String blank : List.of("", "  ", name.equals("FLYWAY_SCHEMAS") ? " , " : "\t")) {
            Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", name, blank);

            assertThat(settings.flyway().environment()).isEmpty();
            assertThat(settings.bundleSalt()).isEmpty();
            assertThat(settings.postgres().history())
                    .isEqualTo(new HistoryTable(Optional.empty(), "flyway_schema_history"));
        }
    }

    @Test
    void blanksAmongTheSchemasAreLeftOut() {
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_SCHEMAS", ", app,,other ");

        assertThat(settings.flyway().environment()).containsEntry("FLYWAY_SCHEMAS", "app,other");
        assertThat(settings.postgres().history().schema()).contains("app");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSL_MODE | verify-full | has the unknown parameter \"ssl_mode\"; write sslmode",
                "SSLMODE | hidden | has an invalid sslmode; write one of disable, allow, prefer, require, verify-ca, verify-full",
                "CONNECTTIMEOUT | hidden | has an invalid connectTimeout; write a whole number"
            })
    void driversPropertyThatWouldDoNothingIsAFault(String name, String value, String sentence) {
        String variable = "FLYWAY_JDBC_PROPERTIES_" + name;

        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://h/db", variable, value))
                .hasMessage(variable + " " + sentence);
    }

    @Test
    void driversPropertyIsFoundWhateverItsCapitals() {
        assertThat(read("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_JDBC_PROPERTIES_CONNECTTIMEOUT", "3")
                        .postgres()
                        .properties())
                .isEqualTo(Map.of("connectTimeout", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLYWAY_URL | jdbc:postgresql://h/db?sslmode=require | SSLMODE | verify-full | sslmode",
                "FLYWAY_URL | jdbc:postgresql://h/db?sslrootcert=%2Fother.crt | SSLROOTCERT | /ca.crt | sslrootcert",
                "DATABASE_URL | postgres://u:p@h/db?sslmode=require | SSLMODE | verify-full | sslmode",
                "DATABASE_URL | postgres://h/db?connect_timeout=4 | CONNECTTIMEOUT | 3 | connectTimeout",
                "PGSSLMODE | require | SSLMODE | verify-full | sslmode",
                "PGCONNECT_TIMEOUT | 4 | CONNECTTIMEOUT | 3 | connectTimeout"
            })
    void driversPropertyThatTheAddressOverridesIsRefused(
            String source, String address, String name, String value, String parameter) {
        String variable = "FLYWAY_JDBC_PROPERTIES_" + name;

        assertThat(refusal(source, address, "PGHOST", "h", "PGDATABASE", "db", variable, value))
                .hasMessage(variable + " differs from " + parameter
                        + " in the database's URL or PG… variable, which the driver would use; remove one of the two, or write"
                        + " the same value in both");
    }

    @Test
    void driversPropertyThatTheUrlOfAFrameworkOverridesIsRefused() {
        assertThat(refusal(
                        "SPRING_DATASOURCE_URL",
                        "jdbc:postgresql://h/db?sslmode=require",
                        "FLYWAY_JDBC_PROPERTIES_SSLMODE",
                        "verify-full"))
                .hasMessageStartingWith("FLYWAY_JDBC_PROPERTIES_SSLMODE differs from sslmode in the database's URL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLYWAY_URL | jdbc:postgresql://h/db?sslmode=verify-full",
                "DATABASE_URL | postgres://h/db?sslmode=verify-full",
                "PGSSLMODE | verify-full"
            })
    void driversPropertyMayRepeatTheAddress(String source, String address) {
        String variable = "FLYWAY_JDBC_PROPERTIES_SSLMODE";

        assertThat(read(source, address, "PGHOST", "h", "PGDATABASE", "db", variable, "verify-full")
                        .postgres()
                        .properties())
                .isEqualTo(Map.of("sslmode", "verify-full"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PGUSER", "FLYWAY_USER"})
    void loginGivenForTheUserIsKnownAsASecret(String name) {
        assertThat(read("PGHOST", "h", "PGDATABASE", "db", name, "shop:hidden")
                        .secrets()
                        .get())
                .containsExactly("hidden");
    }

    @Test
    void pathOfAFileIsShownOnlyWhereItIsOne() {
        assertThat(refusal("FLYWAY_URL", "jdbc:postgresql://h/db", "FLYWAY_PASSWORD_FILE", "hidden"))
                .hasMessageContaining("FLYWAY_PASSWORD_FILE names a file that is not given by an absolute path")
                .message()
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIGRATOR_IDENTITY", "FLYWAY_TARGET", "FLYWAY_LOCATIONS", "MIGRATOR_LEASE_NAME"})
    void contentOfAFileIsMaskedWhereAWrongOneWouldBeQuoted(String name) throws IOException {
        SettingsException refusal = refusal(
                "FLYWAY_URL", "jdbc:postgresql://h:0/db", name + "_FILE", file("some", "hid/den, Hidden:other\n"));

        assertThat(new SecretMasker(refusal::secrets).mask(String.valueOf(refusal.getMessage())))
                .doesNotContain("hid/den", "Hidden");
        assertThat(refusal.secrets()).contains("hid/den, Hidden:other", "hid/den", "Hidden:other");
    }

    @Test
    void emptyValueIsNoValue() {
        Settings settings = read("FLYWAY_URL", "jdbc:postgresql://h/db", "MIGRATOR_TIMEOUT", "", "FLYWAY_USER", "");

        assertThat(settings.rollout().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.postgres().credentials().get().user()).isEmpty();
    }

    private static Map<String, String> full() {
        return map(
                "FLYWAY_URL", "jdbc:postgresql://db:5433/orders?sslmode=require&user=other",
                "FLYWAY_USER", "migrator",
                "FLYWAY_PASSWORD", "correct horse",
                "FLYWAY_JDBC_PROPERTIES_SOCKETTIMEOUT", "30",
                "FLYWAY_LOCATIONS", "filesystem:/a, filesystem:/b/*",
                "FLYWAY_TABLE", "history",
                "FLYWAY_SCHEMAS", "app,other",
                "FLYWAY_PLACEHOLDERS_OWNER", "bob",
                "MIGRATOR_COORDINATION", "lease",
                "MIGRATOR_LEASE_NAME", "orders-db",
                "MIGRATOR_LEASE_NAMESPACE", "data",
                "MIGRATOR_LEASE_DURATION", "9s",
                "MIGRATOR_IDENTITY", "me",
                "MIGRATOR_REVISION", "7d4f9c8b6d",
                "MIGRATOR_TIMEOUT", "1m",
                "MIGRATOR_DATABASE_TIMEOUT", "3s",
                "MIGRATOR_WHEN_AHEAD", "compatible",
                "MIGRATOR_WHEN_EMPTY", "skip",
                "MIGRATOR_LOCK_TIMEOUT", "2s",
                "MIGRATOR_LOCK_RETRY_FOR", "2m",
                "MIGRATOR_STATEMENT_TIMEOUT", "30m",
                "MIGRATOR_SET_ROLE", "owner",
                "MIGRATOR_WHEN_INTERRUPTED", "retry",
                "MIGRATOR_FAILURE_BACKOFF", "7s",
                "MIGRATOR_EVENTS", "false",
                "MIGRATOR_LOG_FORMAT", "json",
                "MIGRATOR_LOG_LEVEL", "DEBUG",
                "MIGRATOR_TERMINATION_LOG", "/tmp/termination",
                "MIGRATOR_HTTP_PORT", "9090",
                "MIGRATOR_HEALTH_PORT", "9091",
                "MIGRATOR_MAINTENANCE_PAGE", "/page.html",
                "POD_NAME", "pod-1",
                "POD_NAMESPACE", "web",
                "POD_UID", "uid-1");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static Settings read(String... namesAndValues) {
        return SettingsReader.fromMap(map(namesAndValues), NONCE);
    }

    private static SettingsException refusal(String... namesAndValues) {
        return catchThrowableOfType(SettingsException.class, () -> read(namesAndValues));
    }

    private static Map<String, String> map(String... namesAndValues) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
