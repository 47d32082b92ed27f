package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.UngrantedObject;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.support.MockKubernetesApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PodEventRecorderTest {

    private static final String PATH = "/apis/events.k8s.io/v1/namespaces/web/events";

    private MockKubernetesApi api;
    private Duration lastWord = Duration.ofSeconds(15);

    @BeforeEach
    void start() throws Exception {
        api = MockKubernetesApi.start();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void leaderTellsThatItBeganAndHowItEnded() {
        tell(
                new RolloutEvent.MigrationStarted(3),
                new RolloutEvent.MigrationSucceeded(3, "7", Duration.ofMillis(1430)));

        assertThat(notes())
                .containsExactly(
                        "Normal MigrationStarted Migrating: 3 scripts pending",
                        "Normal MigrationSucceeded Applied 3 scripts in 1.4 s; the schema is at version 7");
        JsonNode event = events().getFirst();
        assertThat(event.path("regarding").toString()).isEqualTo("""
                        {"apiVersion":"v1","kind":"Pod","namespace":"web","name":"orders-1","uid":"uid-1"}""");
        assertThat(event.path("reportingController").asText()).isEqualTo("init-migrator.io/init-migrator");
        assertThat(event.path("eventTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(event.path("action").asText()).isEqualTo("Migrate");
    }

    @Test
    void failureTellsWhatWhereAndWhatToDo() {
        tell(new RolloutEvent.MigrationFailed(failure("column \"naem\" does not exist")));

        assertThat(notes())
                .containsExactly(
                        "Warning MigrationFailed V3__x.sql, line 7, SQLSTATE 42703: column \"naem\" does not exist;"
                                + " correct the script and roll out the new bundle");
    }

    @Test
    void refusalTellsCauseAndRemedy() {
        tell(new RolloutEvent.MigrationRefused(new Problem("checksum mismatch", "restore the script")));

        assertThat(notes()).containsExactly("Warning MigrationRefused checksum mismatch; restore the script");
    }

    @Test
    void missingPrivilegesAreTheirGrants() {
        tell(new RolloutEvent.PrivilegesMissing(
                "shop", List.of(new UngrantedObject("table items", "GRANT SELECT ON TABLE items TO shop")), 1));

        assertThat(notes())
                .containsExactly(
                        "Warning PrivilegesMissing Role shop lacks privileges that it has on comparable objects,"
                                + " on 1: GRANT SELECT ON TABLE items TO shop");
    }

    @Test
    void waitIsSentAtEachChangeOfLeaderScriptOrBlockage() {
        tell(
                waiting("orders-2_aa", null, 0),
                waiting("orders-2_aa", null, 10),
                waiting("orders-2_aa", new LeaderProgress("1/2 V1__x.sql", "9 s", ""), 20),
                waiting("orders-2_aa", new LeaderProgress("1/2 V1__x.sql", "19 s", ""), 30),
                waiting("orders-2_aa", new LeaderProgress("1/2 V1__x.sql", "29 s", "pid 7 (3 s)"), 40),
                waiting("orders-2_aa", new LeaderProgress("1/2 V1__x.sql", "39 s", "pid 7 (13 s)"), 50),
                waiting("orders-3_bb", new LeaderProgress("2/2 V2__y.sql", "", ""), 60));

        assertThat(notes())
                .containsExactlyInAnyOrder(
                        "Normal WaitingForLeader Waiting for orders-2_aa, the leader",
                        "Normal WaitingForLeader Waiting for orders-2_aa, which is running 1/2 V1__x.sql",
                        "Normal WaitingForLeader Waiting for orders-2_aa, which is running 1/2 V1__x.sql,"
                                + " blocked by pid 7 (3 s)",
                        "Normal WaitingForLeader Waiting for orders-3_bb, which is running 2/2 V2__y.sql");
    }

    @Test
    void leaderThatReturnsIsCountedAsASeries() {
        tell(waiting("orders-2_aa", null, 0), waiting("orders-3_bb", null, 10), waiting("orders-2_aa", null, 20));

        assertThat(events())
                .filteredOn(event -> event.path("note").asText().contains("orders-2_aa"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("series").path("count").asInt()).isEqualTo(2));
    }

    /** Covers many short scripts: a wait is reported every ten seconds, and each change of progress after one second. */
    @Test
    void waitForManyShortScriptsFloodsNothing() {
        WaitingEventLimit limit = new WaitingEventLimit();
        int sent = 0;
        for (int second = 0; second < 3600; second++) {
            if (limit.admit(waiting("orders-2_aa", new LeaderProgress(second + "/3600 V.sql", "", ""), second))) {
                sent++;
            }
        }

        // 25 Events in the first four minutes, then one every five minutes.
        assertThat(sent).isEqualTo(36);
    }

    @Test
    void changeThatCameTooSoonIsSentOnceItIsDue() {
        WaitingEventLimit limit = new WaitingEventLimit();

        assertThat(limit.admit(waiting("orders-2_aa", null, 0))).isTrue();
        assertThat(limit.admit(waiting("orders-3_bb", null, 9))).isFalse();
        assertThat(limit.admit(waiting("orders-3_bb", null, 19))).isTrue();
        assertThat(limit.admit(waiting("orders-3_bb", null, 29))).isFalse();
    }

    private static RolloutEvent.WaitingForLeader waiting(
            String leader, @Nullable LeaderProgress activity, int seconds) {
        return new RolloutEvent.WaitingForLeader(leader, Optional.ofNullable(activity), Duration.ofSeconds(seconds));
    }

    @Test
    void sameStoryOfALaterStartIsCountedAsASeries() {
        for (int start = 0; start < 3; start++) {
            tell(new RolloutEvent.SchemaAhead("9", false));
        }

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.path("series").path("count").asInt()).isEqualTo(3);
            assertThat(event.path("series").path("lastObservedTime").asText()).endsWith("Z");
        });
    }

    @Test
    void nothingIsAskedWhereNothingIsToTell() {
        tell(new RolloutEvent.SchemaCurrent("7"), new RolloutEvent.Elected(""), new RolloutEvent.LeaseRenewed());

        assertThat(api.requests()).isEmpty();
    }

    @Test
    void nothingIsAskedWhereEventsAreOffOrThePodIsUnknown() {
        tellAs(settings(false, Optional.of("web")), this::config, new RolloutEvent.SchemaAhead("9", false));
        tellAs(settings(true, Optional.empty()), this::config, new RolloutEvent.SchemaAhead("9", false));

        assertThat(api.requests()).isEmpty();
    }

    @Test
    void longNoteIsCutAtTheLimitOfTheApi() {
        tell(new RolloutEvent.MigrationFailed(failure("ä".repeat(2000))));

        String note = events().getFirst().path("note").asText();
        assertThat(note.getBytes(StandardCharsets.UTF_8).length).isBetween(1020, 1024);
        assertThat(note).startsWith("V3__x.sql, line 7").endsWith("ä…");
    }

    @Test
    void secretIsMasked() {
        tell(new RolloutEvent.MigrationFailed(failure("no user s3cret")));

        assertThat(events().getFirst().path("note").asText())
                .contains("no user ***")
                .doesNotContain("s3cret");
    }

    @Test
    void textOfOthersSteersNoTerminal() {
        tell(new RolloutEvent.MigrationFailed(failure("x\u001b[2J\u009b\u202e\nforged")));

        assertThat(events().getFirst().path("note").asText())
                .contains("x\\u001b[2J\\u009b\\u202e\\nforged")
                .doesNotContain("\u001b", "\u009b", "\u202e", "\n");
    }

    @Test
    void refusalIsAnsweredBySilence() throws Exception {
        try (ScriptedApi forbidding = new ScriptedApi(exchange -> ScriptedApi.answer(exchange, 403, "{}"))) {
            tellAs(
                    settings(true, Optional.of("web")),
                    () -> ScriptedApi.configAt(forbidding.url()),
                    new RolloutEvent.MigrationStarted(3),
                    new RolloutEvent.SchemaAhead("9", false));

            assertThat(forbidding.requests).hasSize(1);
        }
    }

    @Test
    void apiThatHangsHoldsUpTheEndForAMomentOnly() throws Exception {
        try (HangingApi hanging = new HangingApi()) {
            lastWord = Duration.ofMillis(500);
            long begun = System.nanoTime();

            tellAs(
                    settings(true, Optional.of("web")),
                    () -> ScriptedApi.configAt(hanging.url()),
                    new RolloutEvent.MigrationStarted(3),
                    new RolloutEvent.SchemaAhead("7", false),
                    new RolloutEvent.SchemaAhead("8", false),
                    new RolloutEvent.SchemaAhead("9", false));

            // Waiting for each Event separately would take longer.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(lastWord, Duration.ofSeconds(6));
        }
    }

    @Test
    void unknownClusterIsNoReasonToFail() {
        tellAs(
                settings(true, Optional.of("web")),
                () -> {
                    throw new UnreachableException("no Kubernetes API configured");
                },
                new RolloutEvent.MigrationStarted(3));

        assertThat(api.requests()).isEmpty();
    }

    private void tell(RolloutEvent... notices) {
        tellAs(settings(true, Optional.of("web")), this::config, notices);
    }

    private void tellAs(KubernetesSettings settings, Supplier<Config> config, RolloutEvent... notices) {
        try (PodEventRecorder events = new PodEventRecorder(settings, text -> text.replace("s3cret", "***"), lastWord) {
            @Override
            Config configuration() {
                return config.get();
            }
        }) {
            for (RolloutEvent event : notices) {
                events.onEvent(event);
            }
        }
    }

    private static KubernetesSettings settings(boolean events, Optional<String> namespace) {
        return new KubernetesSettings(
                "migrations", Optional.of("shop"), "orders-1", namespace, Optional.of("uid-1"), events);
    }

    private Config config() {
        return Config.fromKubeconfig(api.kubeconfig("shop"));
    }

    private static MigrationFailure failure(String message) {
        return new MigrationFailure("3", "V3__x.sql", 7, "42703", message, 1, Instant.EPOCH);
    }

    private List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        Json.parse(api.request("GET", PATH, "")).path("items").forEach(events::add);
        events.sort((one, other) ->
                one.path("eventTime").asText().compareTo(other.path("eventTime").asText()));
        return events;
    }

    private List<String> notes() {
        return events().stream()
                .map(event ->
                        event.path("type").asText() + " " + event.path("reason").asText() + " "
                                + event.path("note").asText())
                .toList();
    }
}
