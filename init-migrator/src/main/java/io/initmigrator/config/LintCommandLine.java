package io.initmigrator.config;

import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.LintOptions.Output;
import io.initmigrator.config.LintOptions.Reference;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.SchemaVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The grammar of {@code lint}: options, some of them several times, and paths. */
final class LintCommandLine {

    static final String COMMAND = "lint";

    private static final Set<String> OPTIONS =
            Set.of("--since", "--base", "--git", "--output", "--fail-on", "--rule", "--config", "--postgres-version");

    private static final ValueParser<SchemaVersion> VERSION =
            new ValueParser<>("numbers separated by dots, such as 12 or 2026.11.1", CommandLine::version);

    private static final ValueParser<Integer> MAJOR =
            new ValueParser<>("a major version of PostgreSQL, from 12 on", LintCommandLine::major);

    private final ConfigErrors errors;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final List<Path> paths = new ArrayList<>();

    private LintCommandLine(ConfigErrors errors) {
        this.errors = errors;
    }

    /**
     * Reads what follows {@code lint}.
     *
     * @param bundle the directories to take if no path is given
     */
    static LintOptions parse(List<String> arguments, Supplier<List<Path>> bundle, ConfigErrors errors) {
        LintCommandLine line = new LintCommandLine(errors);
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            line.read(left.removeFirst(), left);
        }
        boolean isWrong = !errors.isEmpty();
        List<Path> paths = line.paths.isEmpty() ? bundle.get() : line.paths;
        if (paths.isEmpty() && (isWrong || errors.isEmpty())) {
            errors.add(COMMAND, "has no path, and FLYWAY_LOCATIONS names no directory", "write a directory or a file");
        }
        return new LintOptions(
                line.reference(),
                line.get("--output", ValueParser.oneOf(Output.class)).orElse(Output.TEXT),
                line.get("--fail-on", ValueParser.oneOf(FailOn.class)),
                line.rules,
                line.get("--config", ValueParser.PATH),
                line.get("--postgres-version", MAJOR),
                paths);
    }

    private void read(String word, List<String> left) {
        if (!word.startsWith("-") || word.equals("-")) {
            addPath(word);
            return;
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (word.equals("--")) {
            left.forEach(this::addPath);
            left.clear();
        } else if (!OPTIONS.contains(name)) {
            String nearest = NameSuggestion.of(name, OPTIONS)
                    .map(it -> "write " + it)
                    .orElse("leave it out; --help lists what there is");
            errors.add("\"" + word + "\"", "is not an option of this command", nearest);
        } else if (equals < 0 && left.isEmpty()) {
            errors.add(name, "lacks its value", "write " + name + " and the value");
        } else {
            put(name, equals < 0 ? left.removeFirst() : word.substring(equals + 1));
        }
    }

    private void put(String name, String value) {
        if (!name.equals("--rule")) {
            values.put(name, value);
            return;
        }
        int equals = value.indexOf('=');
        if (equals < 0) {
            errors.add(name, "is \"" + value + "\"", "write RULE=off, RULE=on, RULE=warning or RULE=error");
        } else {
            rules.put(value.substring(0, equals), value.substring(equals + 1));
        }
    }

    private void addPath(String word) {
        String text = word.replaceFirst("^(" + BundleLocation.DIRECTORY + "|" + BundleLocation.ARCHIVE + ")", "");
        Optional<Path> path = ValueParser.PATH.parse().apply(text).filter(it -> !text.isEmpty());
        path.ifPresentOrElse(
                paths::add,
                () -> errors.add("\"" + word + "\"", "is not a path", "write a directory, a file or an archive"));
    }

    private Reference reference() {
        List<String> given = List.of("--since", "--base", "--git").stream()
                .filter(values::containsKey)
                .toList();
        if (given.size() > 1) {
            errors.add(String.join(" and ", given), "contradict each other", "leave out all but one");
        }
        Optional<Reference> since = get("--since", VERSION).map(Reference.Since::new);
        Optional<Reference> base = get("--base", ValueParser.PATH).map(Reference.Base::new);
        Optional<Reference> git = get("--git", ValueParser.TEXT).map(Reference.Git::new);
        return since.or(() -> base).or(() -> git).orElse(new Reference.None());
    }

    private <T> Optional<T> get(String name, ValueParser<T> parser) {
        Optional<String> text = Optional.ofNullable(values.get(name));
        Optional<T> value = text.filter(it -> !it.isEmpty()).flatMap(parser.parse());
        if (text.isPresent() && value.isEmpty()) {
            errors.add(name, "is \"" + text.get() + "\"", "write " + parser.expected());
        }
        return value;
    }

    private static Optional<Integer> major(String text) {
        return Optional.of(text).filter(it -> it.matches("1[2-9]|[2-9]\\d")).map(Integer::valueOf);
    }
}
