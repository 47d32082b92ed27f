package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.Database;
import io.initmigrator.coordination.LazyMigrations;
import io.initmigrator.coordination.Outcome;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.coordination.Session;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.http.Accept;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
import io.initmigrator.support.HandMovedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a probe is told; how a doubt about the receipt is settled is shown on a real PostgreSQL by {@code GuardIT}. */
@Timeout(20)
class GuardTest {

    private final HandMovedTime clock = new HandMovedTime();
    private final Schema schema = new Schema();
    private final Metrics metrics = new Metrics(clock);
    private final Guard guard = new Guard(
            new SchemaReading(new Bundle("sha256:mine", 3, "/migrations"), schema, new LazyMigrations(() -> {
                throw new AssertionError("a receipt needs no Flyway");
            })),
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
        assertThat(get("/readyz")).isEqualTo(Response.ok("the schema holds this bundle; it is at version 7"));
        assertThat(get("/metrics").body())
                .contains("init_migrator_schema_current 1\n", "init_migrator_schema_info{version=\"7\"} 1\n");
    }

    @Test
    void manyProbesAskPostgresOnceInFiveSeconds() {
        guard.started(new Outcome.Ready("7", 3));

        for (int second = 0; second < 20; second++) {
            assertThat(get("/readyz").code()).isEqualTo(200);
            assertThat(get("/readyz").code()).isEqualTo(200);
            clock.pass(Duration.ofSeconds(1));
        }

        assertThat(schema.looks.get()).isEqualTo(3);
    }

    @Test
    void schemaThatWentFurtherStillHoldsTheBundle() {
        guard.started(new Outcome.Ready("7", 3));
        schema.standing = new Standing.Ahead("9", false);

        clock.pass(Duration.ofSeconds(5));

        assertThat(get("/readyz").body()).contains("version 9");
    }

    @Test
    void databaseThatDoesNotAnswerChangesNothing() {
        guard.started(new Outcome.Ready("7", 3));
        schema.isAway = true;

        clock.pass(Duration.ofSeconds(5));

        assertThat(get("/readyz").code()).isEqualTo(200);
        assertThat(schema.looks.get()).isEqualTo(1);
    }

    @Test
    void probeIsAnsweredWhilePostgresIsThinking() {
        guard.started(new Outcome.Ready("7", 3));
        schema.thinking = new CountDownLatch(1);
        clock.pass(Duration.ofSeconds(5));

        assertThat(get("/readyz").code()).isEqualTo(200);

        schema.thinking.countDown();
    }

    @Test
    void nothingIsChangedByARequest() {
        Response response = guard.answer(new Request("POST", "/readyz", Accept.parse(null)));

        assertThat(response.code()).isEqualTo(405);
        assertThat(get("/").code()).isEqualTo(404);
    }

    private Response get(String path) {
        return guard.answer(new Request("GET", path, Accept.parse(null)));
    }

    /** A PostgreSQL that is only looked at. */
    private static final class Schema implements Database {

        private volatile Standing standing = new Standing.Current("7");
        private volatile CountDownLatch thinking = new CountDownLatch(0);
        private volatile boolean isAway;
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public Look look(Bundle bundle) throws InterruptedException {
            looks.incrementAndGet();
            thinking.await();
            if (isAway) {
                throw new UnreachableException("no answer");
            }
            return new Look(standing, Instant.EPOCH);
        }

        @Override
        public boolean enrol(Bundle bundle) {
            throw new AssertionError("a probe writes nothing");
        }

        @Override
        public ReadingSession read() {
            throw new AssertionError("a receipt needs no session");
        }

        @Override
        public Session open(String lease) {
            throw new AssertionError("a probe writes nothing");
        }
    }
}
