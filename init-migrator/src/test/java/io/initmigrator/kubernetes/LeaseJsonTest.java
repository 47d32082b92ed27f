package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.Predecessors;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests reading Leases that were edited by hand or by other clients. */
class LeaseJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"metadata\":null,\"spec\":null}",
                "{\"metadata\":{\"annotations\":null},\"spec\":{}}",
                "{\"metadata\":{\"annotations\":{\"init-migrator.io/phase\":\"succeeded?\"}}}",
                "{\"metadata\":{\"annotations\":{\"init-migrator.io/failure\":\"\"}}}",
                "{\"metadata\":{\"annotations\":{\"init-migrator.io/predecessors\":\" , ,\"}}}",
                "{\"spec\":{\"holderIdentity\":null,\"leaseDurationSeconds\":null,\"renewTime\":null}}",
                "{\"spec\":{\"leaseDurationSeconds\":2147483647,\"leaseTransitions\":-1}}",
                "{\"spec\":{\"leaseDurationSeconds\":601,\"leaseTransitions\":2147483648}}",
                "{\"spec\":{\"leaseDurationSeconds\":-5,\"leaseTransitions\":\"many\"}}",
                "{\"metadata\":{\"annotations\":{\"init-migrator.io/predecessors\":\"a b,\u00e4_1\"}}}",
                "{\"metadata\":{\"annotations\":[]},\"spec\":7}",
                "{\"spec\":{\"acquireTime\":\"yesterday\",\"renewTime\":7}}"
            })
    void whatMakesNoSenseIsNotThere(String json) {
        assertThat(LeaseJson.read(Json.parse(json)))
                .isEqualTo(new LeaseRecord("", "", Duration.ZERO, null, null, 0, LeaseAnnotations.EMPTY));
    }

    @Test
    void timesOfOtherClientsAreUnderstood() {
        var lease = LeaseJson.read(Json.parse("{\"spec\":{\"renewTime\":\"2026-11-21T01:00:00.5+02:00\"}}"));

        assertThat(lease.renewTime()).isEqualTo(Instant.parse("2026-11-20T23:00:00.500Z"));
    }

    @Test
    void predecessorsMayBeSpacedOut() {
        var lease = LeaseJson.read(
                Json.parse("{\"metadata\":{\"annotations\":{\"init-migrator.io/predecessors\":\" a_1, b_2,,\"}}}"));

        assertThat(lease.annotations().predecessors().identities()).containsExactly("a_1", "b_2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"see the wiki", "{\"script\":", "[1]", "\"text\"", "7", "null"})
    void textInPlaceOfAFailureIsKeptAsMessageOfOneLongPast(String text) {
        assertThat(FailureJson.read(text))
                .isEqualTo(new MigrationFailure(null, "unknown script", 0, null, text, 1, Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"see the wiki", "{\"cause\":", "[1]", "7", "null"})
    void textInPlaceOfARefusalIsKeptAsCauseOfOneLongPast(String text) {
        assertThat(RefusalJson.read(text)).isEqualTo(new Refusal(new Problem(text, ""), "", Instant.EPOCH));
    }

    @Test
    void refusalIsBelievedWithinBounds() {
        assertThat(RefusalJson.read("{\"cause\":\"%s\",\"remedy\":[],\"by\":\"a b\",\"at\":\"now\"}"
                        .formatted("x".repeat(100_000))))
                .isEqualTo(new Refusal(new Problem("x".repeat(8_000) + "…", ""), "", Instant.EPOCH));
    }

    @Test
    void failureWithFieldsOfOtherTypesIsReadPartially() {
        assertThat(
                        FailureJson.read(
                                "{\"version\":3,\"line\":\"x\",\"sqlState\":{},\"message\":\"m\",\"attempt\":-2,\"at\":\"now\"}"))
                .isEqualTo(new MigrationFailure("3", "unknown script", 0, null, "m", 1, Instant.EPOCH));
    }

    @Test
    void textsAreBelievedUpToALength() {
        String huge = "x".repeat(100_000);
        var lease = LeaseJson.read(Json.object()
                .set(
                        "metadata",
                        Json.object()
                                .set(
                                        "annotations",
                                        Json.object()
                                                .put("init-migrator.io/bundle", huge)
                                                .put("init-migrator.io/schema-version", huge)
                                                .put("init-migrator.io/progress", huge)
                                                .put("init-migrator.io/activity", huge)
                                                .put("init-migrator.io/blocked-by", huge)
                                                .put("init-migrator.io/failure", huge)
                                                .put("init-migrator.io/predecessors", "a_1," + huge))));

        assertThat(lease.annotations().bundle()).isNull();
        assertThat(lease.annotations().schemaVersion()).isNull();
        assertThat(lease.annotations().predecessors().identities()).containsExactly("a_1");
        assertThat(LeaseJson.mergePatch(lease)).hasSizeLessThan(20_000);
    }

    @ParameterizedTest
    @CsvSource({"2147483648, 1", "2147483647, 1000", "-7, 1", "1e99, 1", "3, 3"})
    void attemptsOfAFailureAreBounded(String attempt, int expected) {
        assertThat(FailureJson.read("{\"attempt\":" + attempt + "}"))
                .extracting(MigrationFailure::attempt)
                .isEqualTo(expected);
    }

    /** Checks the annotations as {@code kubectl describe lease} prints them. */
    @Test
    void annotationsSteerNoTerminalAndTheFailureIsReadAsItWas() {
        String hostile = "x\u001b[2J\u009b\u202e\nforged";
        MigrationFailure failure = new MigrationFailure("3", "V3__x.sql", 7, null, hostile, 1, Instant.EPOCH);
        var annotations = Json.object();

        LeaseAnnotationsMapper.write(
                new LeaseAnnotations(
                        null, null, null, new LeaderProgress(hostile, hostile, hostile), failure, Predecessors.NONE),
                annotations);

        for (String name : List.of("progress", "activity", "blocked-by", "failure")) {
            assertThat(annotations.path("init-migrator.io/" + name).asText())
                    .containsIgnoringCase("\\u001b[2J\\u009b\\u202e\\nforged")
                    .doesNotContain("\u001b", "\u009b", "\u202e", "\n");
        }
        assertThat(FailureJson.read(annotations.path("init-migrator.io/failure").asText()))
                .isEqualTo(failure);
    }

    @Test
    void leaseShorterThanASecondIsWrittenAsOneSecond() {
        var lease = new LeaseRecord("1", "a", Duration.ofMillis(300), null, null, 0, LeaseAnnotations.EMPTY);

        assertThat(Json.parse(LeaseJson.mergePatch(lease))
                        .path("spec")
                        .path("leaseDurationSeconds")
                        .asInt())
                .isEqualTo(1);
    }
}
