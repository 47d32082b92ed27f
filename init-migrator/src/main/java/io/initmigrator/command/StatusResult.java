package io.initmigrator.command;

import io.initmigrator.command.StatusReport.Schema;
import java.util.Objects;

/** What {@link StatusCommand} found. */
public final class StatusResult {

    private final StatusReport report;

    StatusResult(StatusReport report) {
        this.report = report;
    }

    /** What follows for whoever asked. */
    public enum SchemaState {
        CURRENT,
        PENDING,
        MISFIT,
        UNKNOWN
    }

    public SchemaState verdict() {
        Schema schema = report.schema().value();
        if (schema == null) {
            return SchemaState.UNKNOWN;
        }
        if (schema.misfit() != null) {
            return SchemaState.MISFIT;
        }
        return schema.isCurrent() ? SchemaState.CURRENT : SchemaState.PENDING;
    }

    /** Why the schema could not be read, or why it and the bundle don't fit; empty where neither is so. */
    public String error() {
        Schema schema = report.schema().value();
        return Objects.requireNonNullElse(schema == null ? report.schema().error() : schema.misfit(), "");
    }

    /** For people. */
    public String asText() {
        return StatusText.of(report);
    }

    /** For machines, by {@code init-migrator/status.schema.json}. */
    public String asJson() {
        return StatusJson.of(report);
    }
}
