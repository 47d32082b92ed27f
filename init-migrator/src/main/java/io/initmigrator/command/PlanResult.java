package io.initmigrator.command;

import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link PlanCommand} found. */
public final class PlanResult {

    private final String requiredVersion;
    private final String recordedVersion;
    private final Optional<String> mismatch;
    private final List<String> notes;
    private final List<Script> scripts;

    PlanResult(
            String requiredVersion,
            String recordedVersion,
            Optional<String> mismatch,
            List<String> notes,
            List<Script> scripts) {
        this.requiredVersion = requiredVersion;
        this.recordedVersion = recordedVersion;
        this.mismatch = mismatch;
        this.notes = List.copyOf(notes);
        this.scripts = List.copyOf(scripts);
    }

    /**
     * A script that would run.
     *
     * @param version null for a repeatable one
     * @param inTransaction whether Flyway runs it in one
     * @param review absent for what is no SQL
     */
    record Script(String name, @Nullable String version, boolean inTransaction, Optional<ScriptReview> review) {

        List<Finding> findings() {
            return review.map(ScriptReview::findings).orElse(List.of());
        }
    }

    /** Why nothing would run at all: bundle and history don't fit. */
    public Optional<String> misfit() {
        return mismatch;
    }

    /** Whether there is a finding at least as bad. */
    public boolean hasFindingOf(Severity limit) {
        return scripts.stream()
                .flatMap(script -> script.findings().stream())
                .anyMatch(finding -> finding.severity().compareTo(limit) >= 0);
    }

    /** For people. */
    public String asText() {
        return PlanText.of(this);
    }

    /** For machines; the schema is described in docs/commands.md. */
    public String asJson() {
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

    List<Script> scripts() {
        return scripts;
    }

    long count(Severity severity) {
        return scripts.stream()
                .flatMap(script -> script.findings().stream())
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
