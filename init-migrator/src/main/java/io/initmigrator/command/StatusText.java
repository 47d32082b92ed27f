package io.initmigrator.command;

import io.initmigrator.command.StatusReport.Schema;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.migration.PendingMigrations.PendingScript;
import io.initmigrator.schema.DriftedObject;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Printable;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.schema.SchemaDrift;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders the status as aligned lines of text. */
final class StatusText {

    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    static String of(StatusReport report) {
        StatusText status = new StatusText();
        status.line(
                "bundle",
                report.bundle().digest() + ", " + report.bundle().files() + " files in "
                        + report.bundle().location());
        Schema schema = report.schema().value();
        if (schema == null) {
            status.line("schema", "unknown: " + report.schema().error());
        } else {
            status.schema(schema);
        }
        Optional<LeaseRecord> lease = report.lease().value();
        if (lease == null) {
            status.line("lease", "unknown: " + report.lease().error());
        } else {
            lease.ifPresentOrElse(status::lease, () -> status.line("lease", "none"));
        }
        return status.text.toString().stripTrailing();
    }

    private void schema(Schema schema) {
        line("required", orNone(schema.backlog().requiredVersion()));
        line("recorded", orNone(schema.backlog().recordedVersion()));
        line(
                "schema",
                schema.isCurrent()
                        ? "current"
                        : schema.mismatch().map(Problem::toString).orElse("migrations are pending"));
        line("pending", names(schema.backlog().pending()));
        if (!schema.backlog().deferred().isEmpty()) {
            line("deferred", names(schema.backlog().deferred()));
        }
        if (!schema.invalidIndexes().isEmpty()) {
            line("invalid", "index " + String.join(", ", schema.invalidIndexes()));
        }
        line(
                "lock",
                schema.fenceHolder().map(FenceHolder::sentence).orElse("free") + "; advisory lock "
                        + schema.fence().key());
        line("", schema.fence().holderQuery());
        schema.drift().ifPresent(this::drift);
    }

    private void drift(SchemaDrift drift) {
        switch (drift) {
            case SchemaDrift.Unknown(Problem problem) -> line("drift", "unknown: " + problem);
            case SchemaDrift.Compared compared -> {
                line("drift", summary(compared));
                for (DriftedObject object : compared.objects()) {
                    line("", "%-7s  %s %s".formatted(object.change(), object.kind(), Printable.line(object.name())));
                }
            }
        }
    }

    private static String summary(SchemaDrift.Compared compared) {
        return (compared.objects().isEmpty() ? "none" : compared.objects().size() + " objects changed by others")
                + " since version " + orNone(compared.version()) + ", " + compared.recordedAt()
                + (compared.namesOnly()
                        ? "; only names compared, because another PostgreSQL release recorded them"
                        : "");
    }

    private static String names(List<PendingScript> scripts) {
        return scripts.isEmpty()
                ? "none"
                : scripts.stream().map(PendingScript::script).collect(Collectors.joining(", "));
    }

    private void lease(LeaseRecord lease) {
        LeaseAnnotations annotations = lease.annotations();
        line(
                "leader",
                lease.isHeld()
                        ? lease.holder() + " since " + lease.acquireTime() + ", renewed " + lease.renewTime()
                        : "none");
        line("phase", annotations.phase() == null ? "none" : annotations.phase() + " (" + annotations.bundle() + ")");
        line(
                "progress",
                annotations.activity() == null ? "none" : annotations.activity().sentence());
        MigrationFailure failure = annotations.failure();
        if (failure != null) {
            line("failure", failure.sentence() + " (attempt " + failure.attempt() + ", " + failure.at() + ")");
        }
        Refusal refusal = annotations.refusal();
        if (refusal != null) {
            line("refusal", refusal.sentence() + " (" + refusal.by() + ", " + refusal.at() + ")");
        }
    }

    private void line(String name, @Nullable String value) {
        text.append("%-9s %s%n".formatted(name, Printable.lines(String.valueOf(value), " ".repeat(10))));
    }

    private static String orNone(@Nullable String value) {
        return value == null || value.isEmpty() ? "none" : value;
    }
}
