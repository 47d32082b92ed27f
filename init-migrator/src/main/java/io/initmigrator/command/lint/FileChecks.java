package io.initmigrator.command.lint;

import io.initmigrator.command.lint.References.State;
import io.initmigrator.command.lint.ScriptFile.Kind;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.RuleSeverities;
import io.initmigrator.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks scripts as files: their names and versions, and whether an applied one was edited. */
final class FileChecks {

    private final RuleSeverities severities;
    private final Optional<SchemaVersion> lastKnown;
    private final Map<SchemaVersion, ScriptFile> byVersion = new HashMap<>();

    /** @param known the scripts that are applied already */
    FileChecks(RuleSeverities severities, List<ScriptFile> known) {
        this.severities = severities;
        this.lastKnown = known.stream()
                .filter(file -> file.kind() == Kind.VERSIONED)
                .map(file -> file.version().orElseThrow())
                .max(Comparator.naturalOrder());
        known.forEach(this::remember);
    }

    List<Finding> check(ScriptFile file, State state) {
        List<Finding> findings = new ArrayList<>();
        ScriptFile same = remember(file);
        if (file.kind() == Kind.MISNAMED) {
            add(
                    findings,
                    Rule.INVALID_SCRIPT_NAME,
                    "Flyway passes over " + file.name() + ", which is not named like a migration",
                    "name it like V2__add_note.sql, R__view.sql or U2__undo.sql, with two underscores");
        }
        if (same != null) {
            add(
                    findings,
                    Rule.DUPLICATE_VERSION,
                    "has the same version as " + same.name() + ", and Flyway refuses both",
                    "give one of them the next version");
        }
        if (state == State.CHANGED && file.kind() == Kind.VERSIONED) {
            add(
                    findings,
                    Rule.EDITED_SCRIPT,
                    "differs from the script of that name that is applied: Flyway refuses another checksum",
                    "restore it, and put the change into a new script");
        }
        boolean late = state == State.ADDED
                && file.kind() == Kind.VERSIONED
                && lastKnown
                        .filter(last -> file.version().orElseThrow().compareTo(last) < 0)
                        .isPresent();
        if (late) {
            add(
                    findings,
                    Rule.SCRIPT_OUT_OF_ORDER,
                    "comes before " + lastKnown.orElseThrow()
                            + ", which is applied: Flyway refuses it unless FLYWAY_OUT_OF_ORDER is true",
                    "give it a version after " + lastKnown.orElseThrow());
        }
        return findings;
    }

    /** Returns another script of the same version. */
    private @Nullable ScriptFile remember(ScriptFile file) {
        boolean versioned = file.kind() == Kind.VERSIONED && file.version().isPresent();
        return versioned ? byVersion.putIfAbsent(file.version().orElseThrow(), file) : null;
    }

    private void add(List<Finding> findings, Rule rule, String reason, String remedy) {
        severities.of(rule).ifPresent(severity -> findings.add(new Finding(rule, severity, 1, 1, reason, remedy)));
    }
}
