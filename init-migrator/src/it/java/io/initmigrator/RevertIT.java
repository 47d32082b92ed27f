package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests rollouts that change only repeatable scripts or callbacks, and later restore an earlier text. */
class RevertIT {

    private static final List<String> TEXTS = List.of("a", "b", "a", "c", "b");

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    /** Writes the files of a rollout whose script contains {@code text}. */
    @FunctionalInterface
    private interface Change {
        void write(Path bundle, String text) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "start", "compatible"})
    void repeatableScriptThatReturnsToAnEarlierTextRunsAgain(String whenAhead) {
        rollEachTextOut(RevertIT::writeView, "select x from v", pod -> pod.with("MIGRATOR_WHEN_AHEAD", whenAhead));
    }

    @Test
    void callbackThatReturnsToAnEarlierTextRunsAgain() {
        rollEachTextOut(RevertIT::writeCallback, "select v from a", pod -> pod);
    }

    @Test
    void repeatableScriptOfASharedHistoryRunsAgainBesideAnotherModule() {
        InProcessRun other = shared(InProcessRun.on(database, bundle("other", (path, text) -> {
            Files.writeString(path.resolve("V2__b.sql"), "create table b (v text);\n");
            Files.writeString(path.resolve("R__b.sql"), "create or replace view vb as select 'b'::text as x;\n");
        })));
        rollEachTextOut(RevertIT::writeView, "select x from v", pod -> {
            assertThat(other.with("MIGRATOR_REVISION", "other").run()).isEqualTo(ExitStatus.OK);
            return shared(pod);
        });
        assertThat(database.string("select x from vb")).isEqualTo("b");
    }

    @Test
    void callbackOfASharedHistoryRunsAgainBesideAnotherModule() {
        InProcessRun other = shared(InProcessRun.on(database, bundle("other", (path, text) -> {
            Files.writeString(path.resolve("V2__b.sql"), "create table b (v text);\n");
            Files.writeString(path.resolve("afterMigrate.sql"), "insert into b values ('again');\n");
        })));
        rollEachTextOut(RevertIT::writeCallback, "select v from a", pod -> {
            assertThat(other.with("MIGRATOR_REVISION", "other").run()).isEqualTo(ExitStatus.OK);
            return shared(pod);
        });
        assertThat(database.number("select count(*) from b")).isEqualTo(1);
    }

    /** Starts a new rollout for each text; after each, pods of all rollouts restart, those of the newest one last. */
    private void rollEachTextOut(Change change, String question, UnaryOperator<InProcessRun> settings) {
        List<InProcessRun> rollouts = new ArrayList<>();
        for (String text : TEXTS) {
            InProcessRun newest =
                    settings.apply(rollout("r" + rollouts.size(), InProcessRun.on(database, bundle(text, change))));
            rollouts.add(newest);
            assertThat(newest.run()).isEqualTo(ExitStatus.OK);
            assertThat(database.string(question)).isEqualTo(text);
            int rows = rows();
            for (InProcessRun rollout : rollouts) {
                ExitStatus ending = rollout.run();
                boolean refused = rollout.environment()
                                .getOrDefault("MIGRATOR_WHEN_AHEAD", "")
                                .equals("fail")
                        && !rollout.environment()
                                .getOrDefault("FLYWAY_LOCATIONS", "")
                                .endsWith("/" + text);
                ExitCode expected = refused ? ExitCode.SCHEMA_MISMATCH : ExitCode.OK;
                assertThat(ending.code()).as(ending.message()).isEqualTo(expected);
                assertThat(rollout.run("plan").code()).isEqualTo(expected);
                assertThat(rollout.run("status").code()).isEqualTo(expected);
                assertThat(database.string(question)).isEqualTo(text);
            }
            assertThat(rows()).isEqualTo(rows);
        }
    }

    @Test
    void withoutARevisionFlywaysRuleHolds() {
        for (String text : TEXTS) {
            assertThat(view(text).run()).isEqualTo(ExitStatus.OK);
            assertThat(database.string("select x from v")).isEqualTo(text);
        }
        assertThat(view("a").run("status").code()).isEqualTo(ExitCode.PENDING);
        assertThat(view("a").with("MIGRATOR_TIMEOUT", "0s").run("wait").code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        assertThat(view("b").with("MIGRATOR_TIMEOUT", "0s").run("wait").code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void placeholderThatIsToggledBackRunsItsScriptAgain() {
        InProcessRun pod = InProcessRun.on(database, bundle("p", (path, text) -> writeView(path, "${who}")));
        for (String text : TEXTS) {
            assertThat(pod.with("FLYWAY_PLACEHOLDERS_WHO", text).run()).isEqualTo(ExitStatus.OK);
            assertThat(database.string("select x from v")).isEqualTo(text);
        }
    }

    /** Covers a rollout that changes only settings and has nothing to run: from the next rollout on, it is an older one. */
    @Test
    void rolloutThatHadNothingToDoIsKnown() {
        assertThat(rollout("r1", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r2", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r3", view("b")).run()).isEqualTo(ExitStatus.OK);
        for (String older : List.of("r1", "r2")) {
            assertThat(rollout(older, view("a")).run()).isEqualTo(ExitStatus.OK);
            assertThat(rollout(older, view("a")).with("MIGRATOR_TIMEOUT", "0s").run("wait"))
                    .isEqualTo(ExitStatus.OK);
            assertThat(database.string("select x from v")).isEqualTo("b");
        }
    }

    @Test
    void undoneRolloutSaysHowItsScriptsRunAgain() {
        assertThat(rollout("r1", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r2", view("b")).run()).isEqualTo(ExitStatus.OK);

        ExitStatus undone =
                rollout("r1", view("a")).with("MIGRATOR_WHEN_AHEAD", "fail").run();

        assertThat(undone.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(undone.message()).contains("a newer rollout has replaced", "kubectl rollout restart");
        assertThat(rollout("r3", view("a")).with("MIGRATOR_WHEN_AHEAD", "fail").run())
                .isEqualTo(ExitStatus.OK);
        assertThat(database.string("select x from v")).isEqualTo("a");
    }

    /** Covers a migration of another rollout in progress: its text is applied before that of the new rollout. */
    @Test
    void rolloutThatStartsWhileAnotherMigratesWaitsForIt() throws Exception {
        assertThat(rollout("r1", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r2", view("b")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r3", view("a")).run()).isEqualTo(ExitStatus.OK);
        CompletableFuture<ExitStatus> newest;
        try (Session migrating =
                new PostgresDatabase(TestSettings.of(database, "other_1"), new SystemTime(), new Random(1)).open()) {
            assertThat(migrating.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
            newest = rollout("r4", view("a")).startUntilItWaits();
            assertThat(newest).isNotDone();
            database.execute("create or replace view v as select 'b'::text as x");
            database.execute("insert into flyway_schema_history select installed_rank + 1, version, description, type,"
                    + " script, (select checksum from flyway_schema_history where installed_rank = 3), installed_by,"
                    + " installed_on, execution_time, success from flyway_schema_history where installed_rank = 4");
        }
        assertThat(newest.get()).isEqualTo(ExitStatus.OK);
        assertThat(database.string("select x from v")).isEqualTo("a");
    }

    /** Covers a guard without a revision: every script that was applied since its start is newer. */
    @Test
    void guardIsReadyBesideANewerView() throws Exception {
        assertThat(view("a").run()).isEqualTo(ExitStatus.OK);
        String digest = database.string("select bundle from init_migrator_receipt");
        assertThat(view("b").run()).isEqualTo(ExitStatus.OK);

        var guarding =
                new PostgresDatabase(TestSettings.of(database, "a_1").sinceStart(), new SystemTime(), new Random(1));

        assertThat(guarding.readSnapshot(new Bundle(digest, 2, "/migrations")).state())
                .isEqualTo(new BundleState.Ahead("1", true, true));
    }

    /** Covers {@code repair}, which makes every receipt unverified and keeps the recorded rollouts. */
    @Test
    void repairDoesNotMakeAnOlderRolloutNew() {
        repairBesideAnOlderRollout(RevertIT::writeCallback, "select v from a");
    }

    @Test
    void repairDoesNotMakeAnOlderRolloutsRepeatableScriptRunAgain() {
        repairBesideAnOlderRollout(RevertIT::writeView, "select x from v");
        assertThat(rollout("r3", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(database.string("select x from v")).isEqualTo("a");
    }

    private void repairBesideAnOlderRollout(Change change, String question) {
        InProcessRun older = rollout("r1", InProcessRun.on(database, bundle("a", change)));
        InProcessRun newer = rollout("r2", InProcessRun.on(database, bundle("b", change)));
        assertThat(older.run()).isEqualTo(ExitStatus.OK);
        assertThat(newer.run()).isEqualTo(ExitStatus.OK);
        assertThat(newer.run("repair")).isEqualTo(ExitStatus.OK);

        assertThat(older.run()).isEqualTo(ExitStatus.OK);

        assertThat(database.string(question)).isEqualTo("b");
    }

    /** Covers the receipt table as the previous release creates it. */
    @Test
    void tableOfAnOlderInitMigratorIsTakenOverAndGoesOnToServeIt() {
        assertThat(rollout("r1", view("a")).run()).isEqualTo(ExitStatus.OK);
        database.execute("alter table init_migrator_receipt drop column callbacks, drop column module,"
                + " drop column superseded, drop column revisions");

        assertThat(rollout("r1", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r2", view("b")).run()).isEqualTo(ExitStatus.OK);
        assertThat(rollout("r1", view("a")).run()).isEqualTo(ExitStatus.OK);
        assertThat(database.string("select x from v")).isEqualTo("b");

        database.execute("insert into init_migrator_receipt (history_digest, history_table, bundle, schema_version,"
                + " bundle_version, installed_rank, history_rows, ahead, compatible_from, verified_by)"
                + " values ('', 'flyway_schema_history', 'sha256:old', '1', '1', 1, 1, false, '', 'older')");
        assertThat(rollout("r2", view("b")).run()).isEqualTo(ExitStatus.OK);
    }

    private int rows() {
        return database.number("select count(*) from flyway_schema_history");
    }

    private static InProcessRun rollout(String revision, InProcessRun pod) {
        return pod.with("MIGRATOR_REVISION", revision);
    }

    private static InProcessRun shared(InProcessRun pod) {
        return pod.with("FLYWAY_OUT_OF_ORDER", "true").with("FLYWAY_IGNORE_MIGRATION_PATTERNS", "*:missing,*:future");
    }

    private InProcessRun view(String text) {
        return InProcessRun.on(database, bundle(text, RevertIT::writeView));
    }

    private static void writeView(Path bundle, String text) throws IOException {
        Files.writeString(bundle.resolve("V1__a.sql"), "create table a (v text);\n");
        Files.writeString(
                bundle.resolve("R__v.sql"), "create or replace view v as select '" + text + "'::text as x;\n");
    }

    private static void writeCallback(Path bundle, String text) throws IOException {
        Files.writeString(bundle.resolve("V1__a.sql"), "create table a (v text);\ninsert into a values ('');\n");
        Files.writeString(bundle.resolve("afterMigrate.sql"), "update a set v = '" + text + "';\n");
    }

    private Path bundle(String text, Change change) {
        try {
            Path bundle = Files.createDirectories(directory.resolve(text));
            change.write(bundle, text);
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
