package io.initmigrator.command;

import io.initmigrator.command.StatusReport.Schema;
import io.initmigrator.schema.Problem;

/** Result of {@link StatusCommand}. */
public final class StatusResult {

    private final StatusReport report;

    StatusResult(StatusReport report) {
        this.report = report;
    }

    /** State of the schema, which decides the exit code. */
    public enum SchemaState {
        CURRENT,
        PENDING,
        MISMATCH,
        UNKNOWN
    }

    public SchemaState state() {
        Schema schema = report.schema().value();
        if (schema == null) {
            return SchemaState.UNKNOWN;
        }
        if (schema.mismatch().isPresent()) {
            return SchemaState.MISMATCH;
        }
        return schema.isCurrent() ? SchemaState.CURRENT : SchemaState.PENDING;
    }

    /** Why the schema could not be read, or why it does not match the bundle; empty otherwise. */
    public String error() {
        Schema schema = report.schema().value();
        return schema == null
                ? String.valueOf(report.schema().error())
                : schema.mismatch().map(Problem::toString).orElse("");
    }

    /** For people. */
    String asText() {
        return StatusText.of(report);
    }

    /** For programs, by {@code init-migrator/status.schema.json}. */
    String asJson() {
        return StatusJson.of(report);
    }
}
