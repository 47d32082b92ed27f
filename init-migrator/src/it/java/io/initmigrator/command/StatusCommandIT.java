package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.initmigrator.InProcessRun;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.command.StatusResult.SchemaState;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.FakeLeases;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.Leases;
import io.initmigrator.election.Predecessors;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.fence.Session;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.RolloutFixture;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.BundleReader;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the status with only the database, with only the Lease, and with both; compares its JSON with the published schema. */
class StatusCommandIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final MigrationFailure FAILURE =
            new MigrationFailure("2", "V2__x.sql", 7, "42703", "column \"naem\" does not exist", 2, NOW);

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final JsonSchema schema = schema();

    private String user = database.user();
    private String password = database.password();
    private WhenAhead whenAhead = WhenAhead.START;
    private boolean drift;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeScripts() throws IOException {
        Files.writeString(directory.resolve("V1__orders.sql"), "create table orders (id int);\n");
        Files.writeString(directory.resolve("R__view.sql"), "create or replace view ids as select id from orders;\n");
    }

    @Test
    void onlyTheDatabase() throws Exception {
        StatusResult finding = status(database.url(), Optional.empty());
        assertThat(finding.state()).isEqualTo(SchemaState.PENDING);
        JsonNode json = valid(finding);
        assertThat(json.at("/schema/pending/0/script").asText()).isEqualTo("V1__orders.sql");
        assertThat(json.at("/schema/pending/1/version").isNull()).isTrue();
        assertThat(json.at("/lease/error").asText()).contains("not used");
        assertThat(finding.asText())
                .containsPattern("(?m)^required +1$")
                .containsPattern("(?m)^pending +V1__orders.sql, R__view.sql$")
                .containsPattern("(?m)^lock +free; advisory lock -?\\d+$")
                .containsPattern("(?m)^lease +unknown: not used");
    }

    @Test
    void onlyTheLease() throws Exception {
        StatusResult finding = status("jdbc:postgresql://localhost:1/none", Optional.of(leading(FAILURE)));
        assertThat(finding.state()).isEqualTo(SchemaState.UNKNOWN);
        JsonNode json = valid(finding);
        assertThat(json.at("/schema/error").asText()).contains("localhost:1/none");
        assertThat(json.at("/lease/failure/message").asText()).isEqualTo("column \"naem\" does not exist");
        assertThat(finding.asText())
                .containsPattern("(?m)^schema +unknown: PostgreSQL localhost:1/none .*did not answer")
                .containsPattern("(?m)^leader +orders-1_ab since 2026-11-21T03:00:00Z")
                .containsPattern("(?m)^progress +3/12 V3__x.sql, 42 s, blocked by pid 7 \\(app \"web\"\\)$")
                .containsPattern("(?m)^failure +V2__x.sql, line 7, SQLSTATE 42703: column \"naem\" does not exist");
    }

    @Test
    void bundleThatNobodyCanReadIsAMisfit() throws Exception {
        Files.writeString(directory.resolve("V1__again.sql"), "select 1;\n");

        StatusResult finding = status(database.url(), Optional.empty());

        assertThat(finding.state()).isEqualTo(SchemaState.MISMATCH);
        assertThat(valid(finding).at("/schema/mismatch").asText())
                .contains("more than one migration with version 1", "give each migration its own version");
    }

    @Test
    void both() throws Exception {
        try (Session leader = databaseAt(database.url()).open()) {
            leader.tryFence();
            StatusResult finding = status(database.url(), Optional.of(leading(null)));
            JsonNode json = valid(finding);
            assertThat(json.at("/schema/fence/holder/applicationName").asText()).isEqualTo("init-migrator teller_1");
            assertThat(json.at("/lease/progress").asText()).isEqualTo("3/12 V3__x.sql");
            assertThat(json.at("/lease/blockedBy").asText()).isEqualTo("pid 7 (app \"web\")");
            assertThat(json.at("/lease/failure").isNull()).isTrue();
        }
    }

    @Test
    void refusalIsShownWithCauseAndRemedy() throws Exception {
        FakeLeases leases = new FakeLeases(new SystemTime());
        var refusal = new Refusal(new Problem("checksum mismatch", "restore the script"), "orders-1_ab", NOW);
        var annotations = new LeaseAnnotations(
                Phase.REFUSED, "sha256:ab", "1", null, null, refusal, new Predecessors(List.of("orders-1_ab")));
        leases.put(new LeaseRecord("", "", Duration.ofSeconds(1), NOW, NOW, 3, annotations));
        StatusResult finding = status(database.url(), Optional.of(() -> leases));
        JsonNode json = valid(finding);
        assertThat(json.at("/lease/phase").asText()).isEqualTo("Refused");
        assertThat(json.at("/lease/refusal/cause").asText()).isEqualTo("checksum mismatch");
        assertThat(json.at("/lease/refusal/remedy").asText()).isEqualTo("restore the script");
        assertThat(finding.asText()).contains("refusal   checksum mismatch; restore the script (orders-1_ab, ");
    }

    @Test
    void neither() throws Exception {
        StatusResult finding = status("jdbc:postgresql://localhost:1/none", Optional.of(() -> {
            throw new UnreachableException("leases.coordination.k8s.io is forbidden");
        }));
        assertThat(finding.state()).isEqualTo(SchemaState.UNKNOWN);
        assertThat(valid(finding).at("/lease/error").asText()).contains("forbidden");
    }

    @Test
    void leaseThatIsNotThereYetOrEmpty() throws Exception {
        FakeLeases leases = new FakeLeases(new SystemTime());
        assertThat(valid(status(database.url(), Optional.of(() -> leases)))
                        .get("lease")
                        .isNull())
                .isTrue();
        leases.put(new LeaseRecord("", "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY));
        assertThat(valid(status(database.url(), Optional.of(() -> leases)))
                        .at("/lease/holder")
                        .isNull())
                .isTrue();
    }

    @Test
    void misfitIsToldWithItsRemedy() throws Exception {
        database.execute("create table somebody_elses (id int)");
        StatusResult finding = status(database.url(), Optional.empty());
        assertThat(finding.state()).isEqualTo(SchemaState.MISMATCH);
        assertThat(valid(finding).at("/schema/mismatch").asText()).contains("FLYWAY_BASELINE_ON_MIGRATE");
    }

    @Test
    void schemaAheadOfTheBundleIsAMismatchIfThePodWouldNotStart() throws Exception {
        Files.writeString(directory.resolve("V2__more.sql"), "create table more (id int);\n");
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + directory)
                .load()
                .migrate();
        Files.delete(directory.resolve("V2__more.sql"));

        assertThat(status(database.url(), Optional.empty()).state()).isEqualTo(SchemaState.CURRENT);
        whenAhead = WhenAhead.FAIL;
        StatusResult refused = status(database.url(), Optional.empty());
        assertThat(refused.state()).isEqualTo(SchemaState.MISMATCH);
        assertThat(refused.error()).contains("at version 2, ahead of the bundle", "MIGRATOR_WHEN_AHEAD=start");
    }

    @Test
    void invalidIndexIsAMismatchWhereItWouldFailThePod() throws Exception {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + directory)
                .load()
                .migrate();
        invalidateAnIndex();

        StatusResult unrecorded = status(database.url(), Optional.empty());

        assertThat(unrecorded.state()).isEqualTo(SchemaState.MISMATCH);
        assertThat(valid(unrecorded).at("/schema/invalidIndexes").toString()).isEqualTo("[\"public.half\"]");
        assertThat(unrecorded.asText()).containsPattern("(?m)^invalid +index public.half$");
        assertThat(InProcessRun.on(database, directory).run())
                .isEqualTo(new ExitStatus(ExitCode.SCHEMA_MISMATCH, unrecorded.error()));

        database.execute("drop index half");
        assertThat(status(database.url(), Optional.empty()).state()).isEqualTo(SchemaState.CURRENT);
        assertThat(InProcessRun.on(database, directory).run()).isEqualTo(ExitStatus.OK);

        invalidateAnIndex();
        StatusResult recorded = status(database.url(), Optional.empty());
        assertThat(recorded.state()).isEqualTo(SchemaState.CURRENT);
        assertThat(recorded.asText()).containsPattern("(?m)^invalid +index public.half$");
        assertThat(InProcessRun.on(database, directory).run()).isEqualTo(ExitStatus.OK);
    }

    /** Covers a role that cannot know whether the bundle is recorded. */
    @Test
    void invalidIndexIsNoMismatchForARoleThatReadsNoReceipts() throws Exception {
        assertThat(InProcessRun.on(database, directory).run()).isEqualTo(ExitStatus.OK);
        invalidateAnIndex();
        database.execute(
                "create role status_reader login password 'status'; grant select on flyway_schema_history to status_reader");
        user = "status_reader";
        password = "status";
        try {
            assertThat(status(database.url(), Optional.empty()).state()).isEqualTo(SchemaState.CURRENT);
        } finally {
            database.execute("drop owned by status_reader; drop role status_reader");
        }
    }

    private void invalidateAnIndex() {
        database.execute("truncate orders");
        database.execute("insert into orders values (1), (1)");
        assertThatThrownBy(() -> database.execute("create unique index concurrently half on orders (id)"))
                .hasStackTraceContaining("could not create unique index");
    }

    @Test
    void driftIsShownObjectByObjectIfItIsAskedFor() throws Exception {
        assertThat(InProcessRun.on(database, directory).run()).isEqualTo(ExitStatus.OK);
        assertThat(valid(status(database.url(), Optional.empty()))
                        .at("/schema/drift")
                        .isNull())
                .isTrue();
        drift = true;
        assertThat(status(database.url(), Optional.empty()).asText())
                .containsPattern("(?m)^drift +none since version 1, 20");

        database.execute("alter table orders add \"a\nb\" int; drop view ids");

        StatusResult finding = status(database.url(), Optional.empty());
        assertThat(finding.state()).isEqualTo(SchemaState.CURRENT);
        JsonNode json = valid(finding).at("/schema/drift");
        assertThat(json.at("/version").asText()).isEqualTo("1");
        assertThat(json.at("/objects/1").toString())
                .isEqualTo("{\"change\":\"added\",\"kind\":\"column\",\"name\":\"public.orders.\\\"a\\nb\\\"\"}");
        assertThat(finding.asText())
                .containsPattern("(?m)^drift +2 objects changed by others since version 1, 20")
                .contains("\n          removed  view public.ids\n          added    column public.orders.\"a\\nb\"\n");
    }

    @Test
    void driftWithoutAFingerprintIsUnknown() throws Exception {
        drift = true;

        StatusResult finding = status(database.url(), Optional.empty());

        assertThat(valid(finding).at("/schema/drift/error").asText())
                .isEqualTo("no fingerprint is recorded; the next migration by this release records one");
        assertThat(finding.asText()).containsPattern("(?m)^drift +unknown: no fingerprint is recorded; ");
    }

    @Test
    void schemaRefusesWhatItDoesNotDescribe() throws Exception {
        assertThat(schema.validate(MAPPER.readTree("{\"bundle\":{},\"schema\":{},\"lease\":{}}")))
                .isNotEmpty();
    }

    private JsonNode valid(StatusResult finding) throws IOException {
        JsonNode json = MAPPER.readTree(finding.asJson());
        assertThat(schema.validate(json, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)))
                .as(finding.asJson())
                .isEmpty();
        return json;
    }

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("status.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StatusResult status(String url, Optional<Supplier<Leases>> leases) throws InterruptedException {
        MigrationTool migrationTool = new FlywayMigrationTool(
                new FlywaySettings(Map.of(), List.of(BundleLocation.ofDirectory(directory))),
                WhenEmpty.FAIL,
                true,
                text -> text,
                new LinterScriptAnalyzer());
        return new StatusCommand(
                        new BundleReader().read(List.of(BundleLocation.ofDirectory(directory)), new TreeMap<>()),
                        databaseAt(url),
                        migrationTool,
                        leases,
                        RolloutFixture.settings(whenAhead),
                        drift,
                        text -> text)
                .report();
    }

    private PostgresDatabase databaseAt(String url) {
        return new PostgresDatabase(
                TestSettings.of(url, TestSettings.login(user, password), TestSettings.HISTORY, "teller_1")
                        .withDatabaseTimeout(Duration.ofSeconds(2)),
                new SystemTime(),
                new Random(1));
    }

    private static Supplier<Leases> leading(@Nullable MigrationFailure failure) {
        FakeLeases leases = new FakeLeases(new SystemTime());
        var activity = new LeaderProgress("3/12 V3__x.sql", "42 s", "pid 7 (app \"web\")");
        var annotations = new LeaseAnnotations(
                failure == null ? Phase.MIGRATING : Phase.FAILED,
                "sha256:ab",
                "1",
                activity,
                failure,
                Predecessors.NONE);
        leases.put(new LeaseRecord("", "orders-1_ab", Duration.ofSeconds(15), NOW, NOW, 3, annotations));
        return () -> leases;
    }
}
