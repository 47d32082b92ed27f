package io.initmigrator.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads variables, resolving {@code <NAME>_FILE}. Unreadable values become errors. */
final class EnvironmentReader {

    static final String FILE_SUFFIX = "_FILE";

    /** A larger file is a mistake, such as a device. */
    private static final int MAX_FILE_SIZE = 1 << 20;

    private final Map<String, String> environment;
    private final ConfigErrors errors;
    private final Set<String> contents = new HashSet<>();

    EnvironmentReader(Map<String, String> environment, ConfigErrors errors) {
        this.environment = environment;
        this.errors = errors;
    }

    /** The value of the setting; its default if absent, or invalid, which adds an error. */
    <T> T get(Setting<T> setting) {
        Optional<String> text = find(setting.name());
        if (text.isEmpty()) {
            return setting.fallback();
        }
        Optional<T> value = setting.parser().parse().apply(text.get().strip());
        if (value.isEmpty()) {
            addUnusable(setting, text.get(), "write " + setting.parser().expected());
        }
        return value.orElse(setting.fallback());
    }

    /** Does not show a file's content: it may be the wrong file and contain a secret. */
    void addUnusable(Setting<?> setting, String text, String expected) {
        String name = setting.name();
        if (isFromFile(name)) {
            String file = environment.getOrDefault(name + FILE_SUFFIX, "");
            errors.add(name + FILE_SUFFIX, "names " + shown(file) + ", whose content is invalid", expected);
        } else {
            errors.add(name, ConfigError.quoted("is", text), expected);
        }
    }

    /** True if the variable, or that of its file, is set, even to an invalid value. */
    boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isBlank() || isFromFile(name);
    }

    boolean isFromFile(String name) {
        return !environment.getOrDefault(name + FILE_SUFFIX, "").isBlank();
    }

    /** The text of a variable or of its file; empty if both are absent or blank. */
    Optional<String> find(String name) {
        return text(name).filter(Predicate.not(String::isBlank));
    }

    /** Like {@link #find}, but includes empty text. */
    Optional<String> text(String name) {
        Optional<String> direct = Optional.ofNullable(environment.get(name))
                .filter(value -> !ServiceLinks.isOneOfOurNames(name, environment));
        Optional<String> file =
                Optional.ofNullable(environment.get(name + FILE_SUFFIX)).filter(Predicate.not(String::isBlank));
        if (file.isEmpty()) {
            return direct;
        }
        if (direct.filter(Predicate.not(String::isBlank)).isPresent()) {
            errors.add(name, "is set, and so is " + name + FILE_SUFFIX, "unset one of the two");
            return direct;
        }
        return content(name + FILE_SUFFIX, file.get());
    }

    ConfigErrors errors() {
        return errors;
    }

    /** All file contents read: one may be the wrong file and contain a secret. */
    Set<String> contents() {
        return contents;
    }

    private Optional<String> content(String variable, String file) {
        try {
            Path path = Path.of(file);
            if (Files.exists(path) && (!Files.isRegularFile(path) || Files.size(path) > MAX_FILE_SIZE)) {
                errors.add(
                        variable,
                        "names " + shown(file) + ", which is not a regular file of at most 1 MiB",
                        "name a file that contains only the value");
                return Optional.empty();
            }
            String content = withoutLineEnd(Files.readString(path));
            contents.add(content);
            return Optional.of(content);
        } catch (CharacterCodingException e) {
            errors.add(variable, "names " + shown(file) + ", which is not UTF-8", "write it in UTF-8");
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            String reason = e.getClass().getSimpleName();
            errors.add(
                    variable,
                    "names " + shown(file) + ", which cannot be read (" + reason + ")",
                    "mount it there and grant this process's user read permission");
            return Optional.empty();
        }
    }

    /** Shows only an absolute path: anything else may be the secret itself. */
    private static String shown(String file) {
        return file.startsWith("/") ? "the file " + file : "a file that is not given by an absolute path";
    }

    private static String withoutLineEnd(String text) {
        String withoutFeed = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return withoutFeed.endsWith("\r") ? withoutFeed.substring(0, withoutFeed.length() - 1) : withoutFeed;
    }
}
