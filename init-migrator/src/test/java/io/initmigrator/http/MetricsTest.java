package io.initmigrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.event.RolloutEvent;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.ScriptProgress;
import io.initmigrator.support.Promtool;
import io.initmigrator.time.SystemTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MetricsTest {

    /** Holds the Accept header that Prometheus 2.42 sends. */
    private static final String PROMETHEUS =
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private final Metrics metrics = new Metrics(new SystemTime());

    @Test
    void countsStandAtZeroBeforeAnythingHappened() {
        assertThat(openMetrics())
                .contains("init_migrator_waits_total 0\n", "init_migrator_schema_current 0\n")
                .doesNotContain("init_migrator_schema_info", "init_migrator_pending_migrations");
    }

    @Test
    void waitCountsOnceHoweverOftenItIsPublished() {
        metrics.onEvent(new RolloutEvent.WaitingForLeader("a", Optional.empty(), Duration.ZERO));
        metrics.onEvent(new RolloutEvent.WaitingForLeader("a", Optional.empty(), Duration.ofSeconds(10)));

        assertThat(openMetrics()).contains("init_migrator_waits_total 1\n");
    }

    @Test
    void onlyAnElectionOverSomebodyElseIsATakeover() {
        metrics.onEvent(new RolloutEvent.Elected(""));
        metrics.onEvent(new RolloutEvent.Elected("orders-1_aa"));

        assertThat(openMetrics()).contains("init_migrator_takeovers_total 1\n");
    }

    @Test
    void migrationTellsHowMuchIsPendingAndHowLongItTook() {
        metrics.onEvent(new RolloutEvent.MigrationStarted(3));
        metrics.onEvent(new RolloutEvent.ScriptStarted(new ScriptProgress(2, 3, "V2__b.sql")));
        assertThat(openMetrics())
                .contains("init_migrator_pending_migrations 2\n", "init_migrator_migration_duration_seconds 0");

        metrics.onEvent(new RolloutEvent.MigrationSucceeded(3, "3", Duration.ofMillis(1500)));

        assertThat(openMetrics())
                .contains("init_migrator_pending_migrations 0\n", "init_migrator_migration_duration_seconds 1.5\n");
    }

    @Test
    void refusalIsCounted() {
        metrics.onEvent(new RolloutEvent.MigrationRefused(new Problem("checksum mismatch", "restore the script")));

        assertThat(openMetrics()).contains("init_migrator_refusals_total 1\n");
    }

    @Test
    void driftIsAbsentUntilItIsKnown() {
        metrics.setDrift(OptionalInt.of(0));
        assertThat(openMetrics()).contains("init_migrator_drifted_objects 0\n");

        metrics.setDrift(OptionalInt.of(2));
        assertThat(openMetrics()).contains("init_migrator_drifted_objects 2\n");

        metrics.setDrift(OptionalInt.empty());
        assertThat(openMetrics()).doesNotContain("drifted_objects");
    }

    @Test
    void versionIsALabelWhoseQuotesAreEscaped() {
        metrics.seen(true, "1\"2\\3\n", 0, OptionalInt.empty());

        assertThat(openMetrics())
                .contains(
                        "init_migrator_schema_info{version=\"1\\\"2\\\\3\\\\n\"} 1\n",
                        "init_migrator_schema_current 1\n");
    }

    @Test
    void versionSteersNoTerminal() {
        metrics.seen(true, "1\u001b[2J\u202e", 0, OptionalInt.empty());

        assertThat(openMetrics()).contains("version=\"1\\\\u001b[2J\\\\u202e\"").doesNotContain("\u001b", "\u202e");
    }

    @Test
    void openMetricsIsServedAsItselfToPrometheusAndToWhomeverAcceptsAnything() {
        for (String accept : new String[] {PROMETHEUS, "*/*", null}) {
            Response response = metrics.response(AcceptHeader.parse(accept));

            assertThat(response.contentType()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(response.body()).endsWith("\n# EOF\n");
        }
    }

    @Test
    void olderFormatIsServedToWhoAsksForIt() {
        Response response = metrics.response(AcceptHeader.parse("text/plain"));

        assertThat(response.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains("# TYPE init_migrator_waits_total counter\n")
                .doesNotContain("EOF");
    }

    @Test
    void promtoolAcceptsBothFormats() throws Exception {
        allThatThereIs();

        Promtool promtool = new Promtool();
        promtool.checkPrometheus(
                metrics.response(AcceptHeader.parse("text/plain")).body());
        promtool.checkOpenMetrics(openMetrics());
    }

    /** Deferred scripts are not pending: the application has started without them. */
    @Test
    void deferredScriptsAreCountedApart() {
        metrics.onEvent(new RolloutEvent.MigrationStarted(1));
        metrics.onEvent(new RolloutEvent.MigrationSucceeded(1, "3", Duration.ofSeconds(1)));
        metrics.onEvent(new RolloutEvent.ScriptsDeferred(List.of("V4__x.sql", "V5__y.sql")));
        assertThat(openMetrics())
                .contains("init_migrator_pending_migrations 0\n", "init_migrator_deferred_migrations 2\n");
        metrics.onDeferredEvent(new RolloutEvent.MigrationStarted(2));
        metrics.onDeferredEvent(new RolloutEvent.ScriptStarted(new ScriptProgress(2, 2, "V5__y.sql")));
        metrics.onDeferredEvent(new RolloutEvent.DeferredRunFailed("broken", Duration.ofSeconds(30)));
        assertThat(openMetrics())
                .contains(
                        "init_migrator_pending_migrations 0\n",
                        "init_migrator_deferred_migrations 1\n",
                        "init_migrator_deferred_failures_total 1\n");
        metrics.onDeferredEvent(new RolloutEvent.MigrationSucceeded(2, "5", Duration.ofSeconds(1)));
        assertThat(openMetrics()).contains("init_migrator_deferred_migrations 0\n");
    }

    private void allThatThereIs() {
        metrics.onEvent(new RolloutEvent.WaitingForSchema("version 3", Duration.ZERO));
        metrics.onEvent(new RolloutEvent.LeaseRenewed());
        metrics.onEvent(
                new RolloutEvent.LeadershipLost("the process was paused", "no migration was partially recorded"));
        metrics.onEvent(new RolloutEvent.MigrationStarted(3));
        metrics.seen(false, "2.1", 3, OptionalInt.of(2));
    }

    private String openMetrics() {
        return metrics.response(AcceptHeader.parse(PROMETHEUS)).body();
    }
}
