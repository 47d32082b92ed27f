package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.Build;
import io.initmigrator.support.ObservedSession;
import io.initmigrator.support.OlderRelease;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Runs an older release and this one on one database and one Lease, three processes each, in turn and at the same time. */
@Tag("heavy")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Execution(CONCURRENT)
class UpgradeIT {

    private static final int PODS = 3;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @AutoClose
    private static TestBed bed;

    private static Path older;

    @TempDir
    private Path bundle;

    private int starts;

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException, InterruptedException {
        older = OlderRelease.dist();
        bed = TestBed.openWithKubernetes();
    }

    @BeforeEach
    void writeFirstScripts() throws IOException {
        write("V1__ledger.sql", "create table ledger (script text)");
        write("V2__orders.sql", "create table orders (id int, state text); insert into ledger values ('2')");
        write("V3__index.sql", "create index concurrently orders_by_state on orders (state)");
        write("R__open.sql", "create or replace view open as select id from orders; insert into ledger values ('R')");
    }

    @Test
    void olderReleaseIsReplacedByThisOne() throws Exception {
        replace("upgrade", older, Build.dist());
    }

    @Test
    void thisReleaseIsReplacedByTheOlderOne() throws Exception {
        replace("downgrade", Build.dist(), older);
    }

    private void replace(String database, Path before, Path after) throws Exception {
        bed.postgres().createDatabase(database);
        startTogether(database, before);

        // The pods of both, restarted beside each other with nothing to do.
        startTogether(database, before, after);
        assertOnFastPath(database, before);
        assertOnFastPath(database, after);

        // A migration that either may lead.
        write("V4__slow.sql", "insert into ledger select '4' from pg_sleep(2)");
        startTogether(database, before, after);
        assertOnFastPath(database, before);
        assertOnFastPath(database, after);

        // One led by the release that takes over, and one led by that which leaves.
        write("V5__after.sql", "insert into ledger values ('5')");
        startTogether(database, after);
        startTogether(database, before, after);
        write("V6__before.sql", "insert into ledger values ('6')");
        write("V7__index.sql", "create index concurrently orders_by_id on orders (id)");
        startTogether(database, before);
        startTogether(database, before, after);
        assertOnFastPath(database, before);
        assertOnFastPath(database, after);

        assertThat(bed.postgres().number(database, "select count(*) from ledger"))
                .isEqualTo(5);
        assertThat(bed.postgres().number(database, "select count(distinct script) from ledger"))
                .isEqualTo(5);
        assertThat(bed.postgres().number(database, "select count(*) from flyway_schema_history where success"))
                .isEqualTo(8);
        assertThat(bed.postgres().number(database, "select count(*) from init_migrator_journal"))
                .isZero();
    }

    /** Starts three pods of each release, and waits until all have exited with 0. */
    private void startTogether(String database, Path... releases) throws Exception {
        List<PodProcess> pods = new ArrayList<>();
        for (int pod = 0; pod < PODS; pod++) {
            for (Path release : releases) {
                pods.add(start(database, release));
            }
        }
        for (PodProcess pod : pods) {
            PodProcess.Result result = pod.await(TIMEOUT);
            assertThat(result.exitCode()).as(result.text()).isZero();
        }
    }

    private PodProcess start(String database, Path release) throws IOException {
        Map<String, String> environment = bed.pod(database, bundle);
        environment.put("MIGRATOR_LEASE_NAME", database);
        String name = (release.equals(older) ? "older-" : "newer-") + starts++;
        return PodProcess.start(bed.children(), PodSpec.named(name).of(release), environment, line -> {});
    }

    /** Starts one pod, and checks that it opens one session, for the query of the receipt behind a check of its tables. */
    private void assertOnFastPath(String database, Path release) throws Exception {
        List<ObservedSession> before = bed.postgres().sessions(database);

        assertThat(start(database, release).await(TIMEOUT).exitCode()).isZero();

        List<ObservedSession> sessions = new ArrayList<>(bed.postgres().sessions(database));
        sessions.removeAll(before);
        assertThat(sessions.stream().filter(session -> session.application().startsWith("init-migrator")))
                .singleElement()
                .satisfies(session -> assertThat(session.statements()).hasSize(2));
    }

    private void write(String script, String sql) throws IOException {
        Files.writeString(bundle.resolve(script), sql + ";\n");
    }
}
