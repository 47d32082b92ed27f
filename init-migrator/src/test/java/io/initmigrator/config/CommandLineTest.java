package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.Command.Guard;
import io.initmigrator.config.Command.Maintenance;
import io.initmigrator.config.Command.Migrate;
import io.initmigrator.config.Command.Output;
import io.initmigrator.config.Command.Plan;
import io.initmigrator.config.Command.Status;
import io.initmigrator.config.Command.Unlock;
import io.initmigrator.config.Command.Wait;
import io.initmigrator.logging.LogSettings.Stream;
import io.initmigrator.schema.SchemaVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("FLYWAY_URL", "jdbc:postgresql://h/db");

    @Test
    void noCommandMeansMigrate() {
        assertThat(command("")).isEqualTo(new Migrate());
        assertThat(command("migrate")).isEqualTo(new Migrate());
    }

    @Test
    void waitTakesAVersion() {
        assertThat(command("wait")).isEqualTo(new Wait(Optional.empty()));
        assertThat(command("wait --version 1.2")).isEqualTo(new Wait(Optional.of(new SchemaVersion("1.2"))));
        assertThat(command("wait --version=1.2")).isEqualTo(new Wait(Optional.of(new SchemaVersion("1.2"))));
    }

    @Test
    void statusTakesAnOutput() {
        assertThat(command("status")).isEqualTo(new Status(Output.TEXT, false));
        assertThat(command("status --output json")).isEqualTo(new Status(Output.JSON, false));
        assertThat(command("status --drift")).isEqualTo(new Status(Output.TEXT, true));
    }

    @Test
    void unlockTakesAFlag() {
        assertThat(command("unlock")).isEqualTo(new Unlock(false));
        assertThat(command("unlock --force")).isEqualTo(new Unlock(true));
    }

    @Test
    void planTakesAnOutputAndALimit() {
        assertThat(command("plan")).isEqualTo(new Plan(Output.TEXT, Optional.empty(), Optional.empty()));
        assertThat(command("plan --fail-on warning --output=json"))
                .isEqualTo(new Plan(Output.JSON, Optional.of(FailOn.WARNING), Optional.empty()));
    }

    @Test
    void planTakesAScratchDatabaseWhosePasswordIsMasked() {
        for (String url :
                List.of("postgres://u:s3cret@h/scratch", "jdbc:postgresql://h/scratch?user=u&password=s3cret")) {
            Invocation.Run run = (Invocation.Run) Invocation.read(List.of("plan", "--rehearse", url), ENVIRONMENT, "n");
            assertThat(run.command().rehearsal())
                    .hasValueSatisfying(
                            target -> assertThat(target.jdbcUrl()).isEqualTo("jdbc:postgresql://h/scratch"));
            assertThat(run.settings().secrets().get()).contains("s3cret");
            assertThat(run.settings().postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://h/db");
            assertThat(run.command().toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void invalidAddressOfAScratchDatabaseIsNotQuoted() {
        assertThatThrownBy(() -> Invocation.read(
                        List.of("plan", "--rehearse", "postgres://u:s3c/ret@h/scratch"), ENVIRONMENT, "n"))
                .hasMessageContaining("--rehearse")
                .hasMessageContaining("%2F")
                .hasMessageNotContainingAny("s3c", "ret@");
    }

    @Test
    void commandsThatStayTakeNothing() {
        assertThat(command("guard")).isEqualTo(new Guard());
        assertThat(command("maintenance")).isEqualTo(new Maintenance());
    }

    @Test
    void maintenanceNeedsNoDatabase() {
        assertThat(Invocation.read(words("maintenance"), Map.of(), "n"))
                .isInstanceOfSatisfying(
                        Invocation.Run.class, run -> assertThat(run.command()).isEqualTo(new Maintenance()));
    }

    /** Its pod has the ConfigMap of the pods that migrate, but none of their files. */
    @Test
    void maintenanceReadsNoSettingThatItDoesNotUse() {
        Map<String, String> environment = Map.of(
                "FLYWAY_PASSWORD_FILE", "/none",
                "FLYWAY_URL", "nonsense",
                "DATABASE_URL_FILE", "/none",
                "SPRING_DATASOURCE_PASSWORD_FILE", "/none",
                "PGPORT", "nonsense",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense",
                "MIGRATOR_WEBHOOK_URL_FILE", "/none",
                "MIGRATOR_SET_ROLE_FILE", "/none",
                "MIGRATOR_LEASE_NAME", "orders",
                "POD_NAMESPACE", "shop");

        Invocation.Run run = (Invocation.Run) Invocation.read(words("maintenance"), environment, "n");

        assertThat(run.settings().kubernetes().leaseName()).isEqualTo("orders");
        assertThat(run.settings().kubernetes().podNamespace()).contains("shop");
        assertThat(run.settings().telemetry()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MIGRATOR_LEASE_NAME_FILE,/none", "MIGRATOR_LEASE_NAM,orders", "MIGRATOR_HTTP_PORT,x"})
    void maintenanceRefusesInvalidSettingsThatItUses(String name, String value) {
        assertThatThrownBy(() -> Invocation.read(words("maintenance"), Map.of(name, value), "n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--version nonsense"})
    void versionNeedsNoSettings(String line) {
        assertThat(Invocation.read(words(line), Map.of("MIGRATOR_NONSENSE", "1"), "n"))
                .isInstanceOf(Invocation.Version.class);
    }

    @ParameterizedTest
    @CsvSource({"status,false", "status --output json,true", "plan,false", "plan --output=json,true", "migrate,false"})
    void onlyWhereAProgramReadsStandardOutputTheLogGoesElsewhere(String line, boolean elsewhere) {
        Invocation.Run run = (Invocation.Run) Invocation.read(words(line), ENVIRONMENT, "n");

        assertThat(run.settings().report().stream()).isEqualTo(elsewhere ? Stream.ERROR : Stream.OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "migrate --help", "nonsense --help"})
    void helpNeedsNoSettings(String line) {
        assertThat(Invocation.read(words(line), Map.of(), "n")).isInstanceOf(Invocation.Help.class);
    }

    @Test
    void helpListsEveryValueOfARuleOfLint() {
        assertThat(Invocation.read(words("--help"), Map.of(), "n"))
                .isInstanceOfSatisfying(
                        Invocation.Help.class,
                        help -> assertThat(help.usage()).contains("[--rule RULE=off|on|warning|error]..."));
    }

    @Test
    void versionNeedsNoSettings() {
        assertThat(Invocation.read(words("--version"), Map.of(), "n")).isEqualTo(new Invocation.Version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "migrat | \"migrat\" is not a command; write migrate",
                "frobnicate | \"frobnicate\" is not a command; --help lists them all",
                "migrate --force | \"--force\" is not an option of this command; remove it",
                "unlock --force=yes | \"--force=yes\" takes no value; write --force",
                "wait --versoin 1 | write --version",
                "wait --version | --version requires a value",
                "wait --version x | --version is \"x\"; write numbers separated by dots",
                "status --output yaml | --output is \"yaml\"; write one of text, json"
            })
    void faultsNameTheWordAndTheRemedy(String line, String message) {
        assertThatThrownBy(() -> command(line))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void errorsOfCommandLineAndEnvironmentAreReportedTogether() {
        assertThatThrownBy(() -> Invocation.read(words("migrat"), Map.of("MIGRATOR_TIMEOUT", "soon"), "n"))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.errors())
                                .extracting(ConfigError::subject)
                                .containsExactlyInAnyOrder("\"migrat\"", "MIGRATOR_TIMEOUT", "FLYWAY_URL"));
    }

    private static Command command(String line) {
        return ((Invocation.Run) Invocation.read(words(line), ENVIRONMENT, "n")).command();
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
