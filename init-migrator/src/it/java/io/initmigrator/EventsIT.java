package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests the Events that runs create on their pods for {@code kubectl describe pod}. */
@ResourceLock(MockCluster.KUBECONFIG)
class EventsIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @RegisterExtension
    private final MockCluster cluster = new MockCluster("default");

    @TempDir
    private Path bundle;

    private InProcessRun run;

    @BeforeEach
    void prepare() throws IOException {
        write("V1__orders.sql", "create table orders (id int);");
        run = InProcessRun.on(database, bundle)
                .without("MIGRATOR_IDENTITY")
                .with("MIGRATOR_COORDINATION", "lease")
                .with("POD_NAMESPACE", "default");
    }

    @Test
    void leaderSaysThatItBeganAndThatItSucceeded() throws Exception {
        assertThat(run("orders-1")).isEqualTo(ExitCode.OK);

        assertThat(events())
                .contains(
                        "\"reason\":\"MigrationStarted\"",
                        "\"reason\":\"MigrationSucceeded\"",
                        "\"uid\":\"uid-orders-1\"");
    }

    @Test
    void failureIsOnThePod() throws Exception {
        write("V2__broken.sql", "select nothing from nowhere;");

        assertThat(run("orders-1")).isEqualTo(ExitCode.MIGRATION_FAILED);

        assertThat(events()).contains("\"reason\":\"MigrationFailed\"", "V2__broken.sql", "nowhere");
    }

    @Test
    void onlyWhoStartsOnANewerSchemaAsksTheApiAfterwards() throws Exception {
        write("V2__newer.sql", "create table newer (id int);");
        assertThat(run("orders-2")).isEqualTo(ExitCode.OK);
        String before = events();

        assertThat(run("orders-3")).isEqualTo(ExitCode.OK);
        assertThat(events()).isEqualTo(before);

        Files.delete(bundle.resolve("V2__newer.sql"));
        assertThat(run("orders-1")).isEqualTo(ExitCode.OK);
        assertThat(events()).contains("\"reason\":\"SchemaAhead\"", "version 2, newer than this bundle");
    }

    @Test
    void switchedOffThereAreNone() throws Exception {
        run = run.with("MIGRATOR_EVENTS", "false");

        assertThat(run("orders-1")).isEqualTo(ExitCode.OK);

        assertThat(events()).doesNotContain("Migration");
    }

    private ExitCode run(String pod) {
        return run.with("POD_NAME", pod).with("POD_UID", "uid-" + pod).run().code();
    }

    private String events() {
        return cluster.api().request("GET", "/apis/events.k8s.io/v1/namespaces/default/events", "");
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql + "\n");
    }
}
