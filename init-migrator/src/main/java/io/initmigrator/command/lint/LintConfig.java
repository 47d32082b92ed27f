package io.initmigrator.command.lint;

import io.initmigrator.config.LintOptions;
import io.initmigrator.lint.LintSettings;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.report.RuleSeverities;
import io.initmigrator.lint.report.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Severities from the configuration file and from {@code --rule}, which wins. */
final class LintConfig {

    private static final Path DEFAULT_FILE = Path.of(".init-migrator.properties");
    private static final String RULE = "lint.rule.";
    private static final String POSTGRES_VERSION = "lint.postgres-version";

    private LintConfig() {}

    static LintSettings settings(LintOptions options) {
        Map<String, String> rules = new LinkedHashMap<>();
        Optional<Integer> version = options.postgresVersion();
        Path file = options.config().orElse(DEFAULT_FILE);
        if (options.config().isPresent() || Files.exists(file)) {
            PropertiesFile properties = new PropertiesFile(file, ScriptFile.read(file));
            for (Map.Entry<String, String> entry : properties.values().entrySet()) {
                if (entry.getKey().startsWith(RULE)) {
                    rules.put(entry.getKey().substring(RULE.length()), entry.getValue());
                } else if (!entry.getKey().equals(POSTGRES_VERSION)) {
                    throw new LintUsageException(
                            entry.getKey() + " in " + file + " is not known",
                            "write " + RULE + "RULE or " + POSTGRES_VERSION);
                }
            }
            version = version.or(() -> properties.get(POSTGRES_VERSION).map(text -> major(text, file)));
        }
        rules.putAll(options.rules());
        return new LintSettings(true, false, severities(rules), version.orElse(0));
    }

    private static int major(String text, Path file) {
        if (!text.matches("\\d{2}")) {
            throw new LintUsageException(
                    POSTGRES_VERSION + " in " + file + " is \"" + text + "\"", "write a major version such as 18");
        }
        return Integer.parseInt(text);
    }

    private static RuleSeverities severities(Map<String, String> rules) {
        Map<Rule, Optional<Severity>> severities = new EnumMap<>(Rule.class);
        rules.forEach((name, severity) -> {
            List<Rule> named = Rule.allNamed(name);
            if (named.isEmpty()) {
                throw new LintUsageException(
                        "unknown rule " + name,
                        Rule.nearest(name)
                                .map(near -> "write " + near)
                                .orElse("see the rules in docs/commands.md#plan-rules"));
            }
            named.forEach(rule -> severities.put(rule, severity(name, severity, rule)));
        });
        return new RuleSeverities(severities);
    }

    private static Optional<Severity> severity(String name, String text, Rule rule) {
        return switch (text) {
            case "off" -> Optional.empty();
            case "on" -> Optional.of(rule.severity().orElse(Severity.WARNING));
            case "warning" -> Optional.of(Severity.WARNING);
            case "error" -> Optional.of(Severity.ERROR);
            default ->
                throw new LintUsageException(
                        "rule " + name + " is set to \"" + text + "\"", "write off, on, warning or error");
        };
    }
}
