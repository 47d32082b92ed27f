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

/** The environment, with {@code <NAME>_FILE} filled in. What cannot be read becomes a fault. */
final class EnvironmentReader {

    static final String FILE_SUFFIX = "_FILE";

    /** More is read by mistake, such as from a device. */
    private static final int MAX_FILE_SIZE = 1 << 20;

    private final Map<String, String> environment;
    private final ConfigErrors errors;
    private final Set<String> contents = new HashSet<>();

    EnvironmentReader(Map<String, String> environment, ConfigErrors errors) {
        this.environment = environment;
        this.errors = errors;
    }

    /** The value of the setting; its default where it is absent, or wrong and thus a fault. */
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

    /** A file's content is not shown: it may be another one than was meant, with a secret in it. */
    void addUnusable(Setting<?> setting, String text, String expected) {
        String name = setting.name();
        if (isFromFile(name)) {
            String file = environment.getOrDefault(name + FILE_SUFFIX, "");
            errors.add(name + FILE_SUFFIX, "names " + shown(file) + ", whose content is invalid", expected);
        } else {
            errors.add(name, ConfigError.quoted("is", text), expected);
        }
    }

    /** Whether the variable, or that of its file, has any value; which may yet turn out to be unusable. */
    boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isBlank() || isFromFile(name);
    }

    boolean isFromFile(String name) {
        return !environment.getOrDefault(name + FILE_SUFFIX, "").isBlank();
    }

    /** The text of a variable or of the file that it names; empty where both are absent or blank. */
    Optional<String> find(String name) {
        return text(name).filter(Predicate.not(String::isBlank));
    }

    /** As {@link #find}, but an empty text counts. */
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

    /** What has been read from files: it may be another one than was meant, with a secret in it. */
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

    /** Only an absolute path: anything else may be the secret itself, given by the wrong variable. */
    private static String shown(String file) {
        return file.startsWith("/") ? "the file " + file : "a file that is not given by an absolute path";
    }

    private static String withoutLineEnd(String text) {
        String withoutFeed = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return withoutFeed.endsWith("\r") ? withoutFeed.substring(0, withoutFeed.length() - 1) : withoutFeed;
    }
}
