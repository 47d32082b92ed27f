package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PodProcess.Result;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Tests real processes with too little memory for a script's result or message. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Execution(CONCURRENT)
class OutOfMemoryIT {

    /** Long, because a JVM that is short of memory spends most of its time on collecting garbage. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final String INSERT = "insert into ledger values ('V2');\n";

    /** Exceeds the memory: the driver reads a notice completely. */
    private static final String HUGE_NOTICE = "do $$ begin raise notice '%', repeat('x', 100000000); end $$;\n";

    @AutoClose
    private static TestBed bed;

    @TempDir
    private Path bundle;

    private String database = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgres() throws IOException, SQLException {
        bed = TestBed.open();
    }

    @BeforeEach
    void prepare(TestInfo test) throws Exception {
        database = bed.createDatabase(test);
        write("V1__ledger.sql", "create table ledger (script text);\n");
        environment.putAll(bed.pod(database, bundle));
        heap("48m");
    }

    @Test
    void halfAScriptIsNeverCommitted() throws Exception {
        write("V2__huge.sql", INSERT + HUGE_NOTICE);

        for (int start = 1; start <= 5; start++) {
            Result result = run();

            assertThat(result.exitCode()).as(result.text()).isEqualTo(3);
            assertThat(result.text())
                    .containsPattern(
                            "migration failed: V2__huge.sql: ran out of memory \\(Java heap \\d+ MiB\\): Java heap space; raise the memory limit");
            assertThat(rows()).isZero();
            assertThat(recorded()).isEqualTo(1);
        }

        heap("700m");
        assertThat(run().exitCode()).isZero();
        assertThat(run().exitCode()).isZero();
        assertThat(rows()).isEqualTo(1);
        assertThat(recorded()).isEqualTo(2);
    }

    @Test
    void rowsThatAScriptReturnsNeedNoMemory() throws Exception {
        write(
                "V2__rows.sql",
                INSERT + "select i, repeat('x', 100) from generate_series(1, 400000) i;\n"
                        + "select repeat('x', 100000000);\n");

        assertReady(run());
    }

    @Test
    void rowsOfAScriptOutsideATransactionNeedNoMemory() throws Exception {
        write("V2__rows.sql", INSERT + "select i, repeat('x', 100) from generate_series(1, 400000) i;\n");
        write("V2__rows.sql.conf", "executeInTransaction=false\n");

        assertReady(run());
    }

    @Test
    void noticesThatAScriptRaisesNeedNoMemory() throws Exception {
        write(
                "V2__notices.sql",
                INSERT + "do $$ begin for i in 1..400000 loop raise notice 'row %', i; end loop; end $$;\n");

        assertReady(run());
    }

    private void assertReady(Result result) throws SQLException {
        assertThat(result.exitCode()).as(result.text()).isZero();
        assertThat(rows()).isEqualTo(1);
        assertThat(recorded()).isEqualTo(2);
    }

    private Result run() throws Exception {
        return PodProcess.start(bed.children(), PodSpec.named("pod"), environment, line -> {})
                .await(TIMEOUT);
    }

    private void heap(String size) {
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx" + size);
    }

    private int rows() throws SQLException {
        return bed.postgres().number(database, "select count(*) from ledger");
    }

    private int recorded() throws SQLException {
        return bed.postgres().number(database, "select count(*) from flyway_schema_history where success");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(bundle.resolve(name), text);
    }
}
