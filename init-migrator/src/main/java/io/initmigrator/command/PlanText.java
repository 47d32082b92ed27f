package io.initmigrator.command;

import io.initmigrator.command.PlanResult.Script;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.Printable;
import io.initmigrator.schema.SchemaVersion;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Renders the plan as text: for each script the locks that block others, then the findings. */
final class PlanText {

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    static String of(PlanResult preview) {
        PlanText result = new PlanText();
        preview.mismatch().ifPresent(mismatch -> result.line("nothing would run: " + mismatch));
        long deferred = preview.deferred();
        result.line((preview.scripts().size() - deferred) + " pending"
                + (deferred == 0 ? "" : ", " + deferred + " deferred until after the rollout") + versions(preview));
        preview.notes().forEach(note -> result.line("note: " + note));
        preview.rehearsal().ifPresent(rehearsal -> result.line(RehearsalText.summary(rehearsal)));
        preview.scripts().forEach(result::script);
        if (!preview.scripts().isEmpty()) {
            result.line("");
            result.line("errors: " + preview.count(Severity.ERROR) + ", warnings: " + preview.count(Severity.WARNING));
        }
        return result.text.toString().stripTrailing();
    }

    private void script(Script script) {
        line("");
        line(script.name()
                + (script.inTransaction() ? " (in a transaction" : " (without a transaction")
                + (script.deferred() ? ", after the rollout)" : ")"));
        script.review().ifPresentOrElse(this::locks, () -> line("  not SQL, so not checked"));
        script.findings().forEach(this::finding);
        script.measured().ifPresent(measured -> RehearsalText.lines(measured).forEach(this::line));
    }

    /** Locks that block writes; the JSON has all of them. */
    private void locks(ScriptReview review) {
        Map<LockMode, Set<String>> relations = new EnumMap<>(LockMode.class);
        review.statements().stream()
                .flatMap(statement -> statement.locks().stream())
                .filter(lock -> lock.mode().blocksWrites())
                .forEach(lock -> add(lock, relations));
        relations.forEach((mode, names) -> line("  locks " + String.join(", ", names) + " in " + mode
                + (mode.blocksReads() ? ": reads and writes wait" : ": writes wait")));
    }

    private static void add(RelationLock lock, Map<LockMode, Set<String>> relations) {
        relations.computeIfAbsent(lock.mode(), mode -> new TreeSet<>()).add(lock.relation());
    }

    private void finding(Finding finding) {
        line("  " + finding.severity() + " line " + finding.line() + ", " + finding.rule() + ": " + finding.reason());
        line("      remedy: " + finding.remedy());
    }

    private void line(String line) {
        text.append(Printable.lines(line, " ".repeat(8))).append('\n');
    }

    private static String versions(PlanResult preview) {
        String recorded = preview.recordedVersion();
        String required = preview.requiredVersion();
        boolean ahead = !recorded.isEmpty()
                && !required.isEmpty()
                && new SchemaVersion(recorded).compareTo(new SchemaVersion(required)) > 0;
        return ahead
                ? "; the schema is at version " + recorded + ", ahead of the bundle's " + required
                : ", from version " + orNone(recorded) + " to " + orNone(required);
    }

    private static String orNone(String version) {
        return version.isEmpty() ? "none" : version;
    }
}
