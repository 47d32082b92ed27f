package io.initmigrator.config;

import io.initmigrator.schema.Quotable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code FLYWAY_LOCATIONS}.
 *
 * @param text as Flyway reads it
 * @param root the directory that contains everything it can match
 * @param wildcards the part from the first wildcard on; empty if there is none
 */
record Location(String text, Path root, String wildcards) {

    static final String VARIABLE = "FLYWAY_LOCATIONS";
    static final String DEFAULT = "filesystem:/migrations";

    private static final String CALLBACKS = "FLYWAY_CALLBACK_LOCATIONS";
    private static final String PREFIX = "filesystem:";
    private static final Pattern WILDCARD_PART = Pattern.compile("(?<before>[^*?]*?)(?<after>[^/*?]*[*?].*)?");

    static List<Location> read(EnvironmentReader variables) {
        return read(VARIABLE, variables.find(VARIABLE).orElse(DEFAULT), variables.errors());
    }

    /** Separate locations of callbacks, which are part of the bundle. */
    static List<Location> ofCallbacks(EnvironmentReader variables) {
        return read(CALLBACKS, variables.find(CALLBACKS).orElse(""), variables.errors());
    }

    private static List<Location> read(String variable, String list, ConfigErrors errors) {
        List<Location> locations = new ArrayList<>();
        if (!list.isEmpty() && split(list).isEmpty()) {
            errors.add(
                    variable,
                    ConfigError.quoted("is", list) + ", which is not a directory",
                    "write " + DEFAULT + " or the like");
        }
        for (String text : split(list)) {
            try {
                locations.add(parse(text));
            } catch (InvalidValueException e) {
                boolean isQuotable = Quotable.is(list);
                errors.add(
                        variable,
                        isQuotable ? e.problem() : "has a value (not shown) that is not a list of directories",
                        isQuotable ? e.remedy() : "write " + DEFAULT + " or the like");
            }
        }
        return locations;
    }

    static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }

    static Location parse(String text) throws InvalidValueException {
        if (!text.startsWith(PREFIX)) {
            boolean bare = !text.matches("[A-Za-z0-9-]+:.*");
            throw new InvalidValueException(
                    "holds \"" + text + "\", which is not on the file system",
                    bare ? "write " + PREFIX + text : "put the migrations into a directory and write " + DEFAULT);
        }
        Matcher path = WILDCARD_PART.matcher(text.substring(PREFIX.length()));
        if (!path.matches() || path.group("before").isEmpty()) {
            throw new InvalidValueException(
                    "holds \"" + text + "\", which is not a directory", "write " + DEFAULT + " or the like");
        }
        String after = path.group("after");
        return new Location(text, root(path.group("before")), after == null ? "" : after);
    }

    private static Path root(String directory) throws InvalidValueException {
        try {
            return Path.of(directory);
        } catch (InvalidPathException e) {
            throw new InvalidValueException(
                    "has a path that is invalid on this system (" + e.getReason() + ")",
                    "write another, or set LC_ALL=C.UTF-8 if it is not ASCII");
        }
    }
}
