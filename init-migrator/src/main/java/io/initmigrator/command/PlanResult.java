package io.initmigrator.command;

import io.initmigrator.command.rehearsal.RehearsalResult;
import io.initmigrator.command.rehearsal.RehearsedScript;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Result of {@link PlanCommand}. */
public final class PlanResult {

    private final String requiredVersion;
    private final String recordedVersion;
    private final Optional<Problem> mismatch;
    private final List<String> notes;
    private final List<Script> scripts;
    private final Optional<RehearsalResult> rehearsal;

    PlanResult(
            String requiredVersion,
            String recordedVersion,
            Optional<Problem> mismatch,
            List<String> notes,
            List<Script> scripts,
            Optional<RehearsalResult> rehearsal) {
        this.requiredVersion = requiredVersion;
        this.recordedVersion = recordedVersion;
        this.mismatch = mismatch;
        this.notes = List.copyOf(notes);
        this.scripts = List.copyOf(scripts);
        this.rehearsal = rehearsal;
    }

    /**
     * A script that would run.
     *
     * @param version null for a repeatable migration
     * @param inTransaction whether Flyway runs it in a transaction
     * @param deferred whether it would run after the rollout
     * @param review absent if it is not SQL
     * @param measured absent if it was not rehearsed
     * @param disagreements of review and rehearsal
     */
    record Script(
            String name,
            @Nullable String version,
            boolean inTransaction,
            boolean deferred,
            Optional<ScriptReview> review,
            Optional<RehearsedScript> measured,
            List<Finding> disagreements) {

        List<Finding> findings() {
            List<Finding> reviewed = review.map(ScriptReview::findings).orElse(List.of());
            return Stream.concat(reviewed.stream(), disagreements.stream()).toList();
        }
    }

    /** Why nothing would run: bundle and history do not match. */
    public Optional<Problem> mismatch() {
        return mismatch;
    }

    /** Why the rehearsal ended early. */
    public Optional<MigrationFailure> rehearsalFailure() {
        return rehearsal.flatMap(RehearsalResult::failure);
    }

    /** Absent if none was asked for, or bundle and history do not match. */
    Optional<RehearsalResult> rehearsal() {
        return rehearsal;
    }

    /** Returns whether there is a finding of this or a higher severity. */
    public boolean hasFindingOf(Severity limit) {
        return scripts.stream()
                .flatMap(script -> script.findings().stream())
                .anyMatch(finding -> finding.severity().compareTo(limit) >= 0);
    }

    /** For people. */
    String asText() {
        return PlanText.of(this);
    }

    /** For programs. */
    String asJson() {
        return PlanJson.of(this);
    }

    String requiredVersion() {
        return requiredVersion;
    }

    String recordedVersion() {
        return recordedVersion;
    }

    /** How the scripts were judged, if not as usual. */
    List<String> notes() {
        return notes;
    }

    /** In the order in which they would run. */
    List<Script> scripts() {
        return scripts;
    }

    long deferred() {
        return scripts.stream().filter(Script::deferred).count();
    }

    long count(Severity severity) {
        return scripts.stream()
                .flatMap(script -> script.findings().stream())
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
