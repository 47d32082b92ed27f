package io.initmigrator.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of a command: {@code --name value}, {@code --name=value} or {@code --flag}. */
final class Options {

    static final String FORCE = "--force";
    static final String DEFERRED = "--deferred";
    static final String DRIFT = "--drift";
    static final String REHEARSE = "--rehearse";

    /** Options without a value. */
    private static final Set<String> FLAGS = Set.of(FORCE, DEFERRED, DRIFT);

    private final Map<String, String> values = new HashMap<>();
    private final ConfigErrors errors;

    private Options(ConfigErrors errors) {
        this.errors = errors;
    }

    /** Adds an error for an unknown option or a missing value. */
    static Options parse(List<String> arguments, Set<String> known, ConfigErrors errors) {
        Options options = new Options(errors);
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String word = left.removeFirst();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!known.contains(name)) {
                errors.add("\"" + word + "\"", "is not an option of this command", nearest(name, known));
            } else if (FLAGS.contains(word)) {
                options.values.put(name, "");
            } else if (equals >= 0 && FLAGS.contains(name)) {
                errors.add("\"" + word + "\"", "takes no value", "write " + name);
            } else if (equals >= 0) {
                options.values.put(name, word.substring(equals + 1));
            } else if (!left.isEmpty()) {
                options.values.put(name, left.removeFirst());
            } else {
                errors.add(name, "requires a value", "write " + name + " and the value");
            }
        }
        return options;
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }

    <T> Optional<T> get(String name, ValueParser<T> parser) {
        Optional<String> text = Optional.ofNullable(values.get(name));
        Optional<T> value = text.flatMap(parser.parse());
        if (text.isPresent() && value.isEmpty()) {
            errors.add(name, "is \"" + text.get() + "\"", "write " + parser.expected());
        }
        return value;
    }

    /** The address of a database, which no error quotes: it may contain a password. */
    Optional<ConnectionTarget> database(String name) {
        String text = values.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            String url = text.strip();
            return Optional.of(url.startsWith("jdbc:") ? JdbcUrl.parse(url) : DatabaseUrl.parse(url));
        } catch (InvalidValueException e) {
            errors.add(e.subjectOr(name), e.problem());
            return Optional.empty();
        }
    }

    private static String nearest(String name, Set<String> known) {
        return NameSuggestion.of(name, known).map(it -> "write " + it).orElse("remove it; --help lists the options");
    }
}
