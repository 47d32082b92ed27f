package io.initmigrator.command;

import io.initmigrator.command.StatusReport.Schema;
import java.util.Objects;

/** What {@link Status} found. */
public final class Finding {

    private final StatusReport report;

    Finding(StatusReport report) {
        this.report = report;
    }

    /** What follows for whoever asked. */
    public enum Verdict {
        CURRENT,
        PENDING,
        MISFIT,
        UNKNOWN
    }

    public Verdict verdict() {
        Schema schema = report.schema().value();
        if (schema == null) {
            return Verdict.UNKNOWN;
        }
        if (schema.misfit() != null) {
            return Verdict.MISFIT;
        }
        return schema.isCurrent() ? Verdict.CURRENT : Verdict.PENDING;
    }

    /** Why the schema could not be read, or why it and the bundle don't fit; empty where neither is so. */
    public String trouble() {
        Schema schema = report.schema().value();
        return Objects.requireNonNullElse(schema == null ? report.schema().trouble() : schema.misfit(), "");
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
