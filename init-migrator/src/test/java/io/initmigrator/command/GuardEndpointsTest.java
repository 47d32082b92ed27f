package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.ManualBackgroundExecutor;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.http.AcceptHeader;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import io.initmigrator.migration.LazyMigrationTool;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the responses to probes. {@code GuardIT} tests readiness without a matching receipt, on a real PostgreSQL. */
@Timeout(20)
class GuardEndpointsTest {

    private final ManualTime clock = new ManualTime();
    private final Schema schema = new Schema();
    private final ManualBackgroundExecutor background = new ManualBackgroundExecutor();
    private final Metrics metrics = new Metrics(clock);
    private final GuardEndpoints guard = new GuardEndpoints(
            new ReadinessCheck(
                    new Bundle("sha256:mine", 3, "/migrations"),
                    schema,
                    new LazyMigrationTool(() -> {
                        throw new AssertionError("a receipt needs no Flyway");
                    }),
                    true),
            new DriftMonitor(schema, metrics::setDrift, background, clock),
            metrics,
            clock);

    @Test
    void onlyLivenessAnswersBeforeTheSchemaHoldsTheBundle() {
        assertThat(get("/livez").code()).isEqualTo(200);
        assertThat(get("/startupz").code()).isEqualTo(503);
        assertThat(get("/readyz").code()).isEqualTo(503);
        assertThat(get("/metrics").body()).contains("init_migrator_schema_current 0\n");
    }

    @Test
    void everythingAnswersOnceItDoes() {
        guard.started(new Outcome.Ready("7", 3));

        assertThat(get("/startupz").code()).isEqualTo(200);
        assertThat(get("/readyz")).isEqualTo(Response.ok("the schema contains this bundle; it is at version 7"));
        assertThat(get("/metrics").body())
                .contains("init_migrator_schema_current 1\n", "init_migrator_schema_info{version=\"7\"} 1\n");
    }

    @Test
    void manyProbesAskPostgresOnceInFiveSeconds() {
        guard.started(new Outcome.Ready("7", 3));

        for (int second = 0; second < 20; second++) {
            assertThat(get("/readyz").code()).isEqualTo(200);
            assertThat(get("/readyz").code()).isEqualTo(200);
            clock.tick(Duration.ofSeconds(1));
        }

        assertThat(schema.looks.get()).isEqualTo(3);
    }

    @Test
    void schemaThatWentFurtherStillHoldsTheBundle() {
        guard.started(new Outcome.Ready("7", 3));
        schema.state = new BundleState.Ahead("9", false);

        clock.tick(Duration.ofSeconds(5));

        assertThat(get("/readyz").body()).contains("version 9");
    }

    @Test
    void versionSteersNoTerminal() {
        schema.state = new BundleState.Ahead("9\u001b[2J\n\u202e", false);
        guard.started(new Outcome.Ready("7", 3));
        clock.tick(Duration.ofSeconds(5));

        assertThat(get("/readyz").body()).endsWith("version 9\\u001b[2J\\n\\u202e\n");
    }

    @Test
    void databaseThatDoesNotAnswerChangesNothing() {
        guard.started(new Outcome.Ready("7", 3));
        schema.isAway = true;

        clock.tick(Duration.ofSeconds(5));

        assertThat(get("/readyz").code()).isEqualTo(200);
        assertThat(schema.looks.get()).isEqualTo(1);
    }

    @Test
    void probeIsAnsweredWhilePostgresIsThinking() {
        guard.started(new Outcome.Ready("7", 3));
        schema.thinking = new CountDownLatch(1);
        clock.tick(Duration.ofSeconds(5));

        assertThat(get("/readyz").code()).isEqualTo(200);

        schema.thinking.countDown();
    }

    @Test
    void deferredScriptsLeaveItReady() {
        schema.state = new BundleState.Current("7", true, 2);
        guard.started(new Outcome.Ready("7", 3));
        assertThat(get("/metrics").body()).doesNotContain("deferred_migrations");
        clock.tick(Duration.ofSeconds(5));
        assertThat(get("/readyz").code()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("init_migrator_deferred_migrations 2\n", "init_migrator_pending_migrations 0\n");
    }

    @Test
    void scrapeNeverWaitsForAComparisonOfTheSchemas() {
        get("/metrics");
        assertThat(background.running()).isZero();
        guard.started(new Outcome.Ready("7", 3));

        assertThat(get("/readyz").code()).isEqualTo(200);
        assertThat(background.running()).isZero();
        assertThat(get("/metrics").body()).doesNotContain("drifted_objects");
        assertThat(background.running()).isEqualTo(1);
    }

    @Test
    void nothingIsChangedByARequest() {
        Response response = guard.handle(new Request("POST", "/readyz", AcceptHeader.parse(null)));

        assertThat(response.code()).isEqualTo(405);
        assertThat(get("/").code()).isEqualTo(404);
    }

    private Response get(String path) {
        return guard.handle(new Request("GET", path, AcceptHeader.parse(null)));
    }

    /** Stands in for a PostgreSQL that is only read. */
    private static final class Schema implements Database {

        private volatile BundleState state = new BundleState.Current("7");
        private volatile CountDownLatch thinking = new CountDownLatch(0);
        private volatile boolean isAway;
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) throws InterruptedException {
            looks.incrementAndGet();
            thinking.await();
            if (isAway) {
                throw new UnreachableException("no answer");
            }
            return new SchemaSnapshot(state, Instant.EPOCH);
        }

        @Override
        public boolean enrol(Bundle bundle) {
            throw new AssertionError("a probe writes nothing");
        }

        @Override
        public ReadOnlySession read() {
            throw new AssertionError("a receipt needs no session");
        }

        @Override
        public Session open(String lease) {
            throw new AssertionError("a probe writes nothing");
        }
    }
}
