package io.initmigrator.command.lint;

import io.initmigrator.command.lint.References.State;
import io.initmigrator.command.lint.ScriptFile.Kind;
import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.LintOptions;
import io.initmigrator.config.LintOptions.Reference;
import io.initmigrator.lint.LintSettings;
import io.initmigrator.lint.Linter;
import io.initmigrator.lint.Script;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.report.Severity;
import io.initmigrator.schema.Printable;
import io.initmigrator.schema.SchemaVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks scripts for a pull request. */
public final class LintCommand {

    private final LintOptions options;
    private final LintSettings settings;

    /** @throws LintUsageException if the configuration file is wrong */
    public LintCommand(LintOptions options) {
        this.options = options;
        this.settings = LintConfig.settings(options);
    }

    /**
     * Checks the scripts.
     *
     * @param print prints the result to standard output
     * @return whether no finding is as bad as {@code --fail-on}
     * @throws LintUsageException if the paths or the reference are wrong
     */
    public boolean run(Consumer<String> print) {
        LintResult result = check();
        Severity limit = options.failOn().orElse(FailOn.ERROR) == FailOn.ERROR ? Severity.ERROR : Severity.WARNING;
        String text = switch (options.output()) {
            case TEXT -> Printable.lines(LintText.of(result), "");
            case JSON -> Printable.json(LintJson.of(result));
            case SARIF -> Printable.json(LintSarif.of(result));
            case GITHUB -> Printable.lines(LintGithub.of(result), "");
            case GITLAB -> Printable.json(LintGitlab.of(result));
            case JUNIT -> Printable.lines(LintJunit.of(result, limit), "");
        };
        if (!text.isEmpty()) {
            print.accept(text);
        }
        return !result.hasFindingOf(limit);
    }

    private LintResult check() {
        Function<ScriptFile, State> reference = References.of(options.reference());
        Map<ScriptFile, State> checked = new LinkedHashMap<>();
        List<ScriptFile> known = new ArrayList<>();
        for (ScriptFile file : ScriptFiles.below(options.paths())) {
            State state = reference.apply(file);
            if (state == State.UNCHANGED) {
                known.add(file);
            } else {
                checked.put(file, state);
            }
        }
        Linter linter = new Linter(settings);
        known.stream().filter(file -> file.kind() != Kind.MISNAMED).forEach(file -> linter.learn(file.sql()));
        List<Script> scripts =
                checked.keySet().stream().map(LintCommand::script).toList();
        List<ScriptReview> reviews = linter.review(scripts, options.reference() instanceof Reference.None);
        FileChecks fileChecks = new FileChecks(settings.severities(), known);
        List<LintResult.Checked> results = new ArrayList<>();
        int index = 0;
        for (Map.Entry<ScriptFile, State> entry : checked.entrySet()) {
            ScriptReview review = reviews.get(index);
            List<Finding> findings = Stream.concat(
                            fileChecks.check(entry.getKey(), entry.getValue()).stream(), review.findings().stream())
                    .toList();
            results.add(new LintResult.Checked(
                    entry.getKey(),
                    shown(entry.getKey().path()),
                    entry.getKey().version().map(SchemaVersion::text),
                    scripts.get(index).inTransaction(),
                    review,
                    findings));
            index++;
        }
        return new LintResult(known.size(), results);
    }

    private static Script script(ScriptFile file) {
        String sql = file.sql();
        boolean inTransaction = file.executeInTransaction().orElseGet(() -> Linter.runsInTransaction(sql));
        return new Script(file.name(), () -> sql, inTransaction, file.version().isEmpty());
    }

    /** Relative to the git work tree or, outside of any, to the working directory; absolute outside of both. */
    private static String shown(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path root = workTree(absolute.getParent());
        Path base = root == null ? Path.of("").toAbsolutePath() : root;
        Path shown = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
        return shown.toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    private static @Nullable Path workTree(@Nullable Path directory) {
        Path candidate = directory;
        while (candidate != null && !Files.exists(candidate.resolve(".git"))) {
            candidate = candidate.getParent();
        }
        return candidate;
    }
}
