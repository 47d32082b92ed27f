package io.initmigrator.command.lint;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file of {@code key=value} lines. */
final class PropertiesFile {

    private final SortedMap<String, String> values = new TreeMap<>();

    PropertiesFile(Path path, String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new LintUsageException("cannot parse " + path + ": " + e.getMessage(), "write key=value lines");
        }
        properties.forEach(
                (key, value) -> values.put(key.toString(), value.toString().strip()));
    }

    Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    SortedMap<String, String> values() {
        return values;
    }
}
