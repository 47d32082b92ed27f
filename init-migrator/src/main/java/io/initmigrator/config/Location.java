package io.initmigrator.config;

import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Quotable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads {@code FLYWAY_LOCATIONS} and related settings. */
final class Location {

    static final String VARIABLE = "FLYWAY_LOCATIONS";
    static final String DEFAULT = "filesystem:/migrations";

    /** Path at which the manifests mount the image of an application, with its migrations in {@code /migrations}. */
    private static final Path MOUNTED = Path.of("/bundle/migrations");

    /** {@code FLYWAY_JAR_DIRS}: where the class path is searched. */
    static final String JAR_DIRS = "FLYWAY_JAR_DIRS";

    /** Flyway's own default, which holds where {@link #JAR_DIRS} is set. */
    static final String CLASSPATH_DEFAULT = "classpath:db/migration";

    static final String CALLBACKS = "FLYWAY_CALLBACK_LOCATIONS";

    /** Spring Boot's name for the database in use. */
    private static final String VENDOR = "{vendor}";

    private static final String ARCHIVE_SHAPE = "write jar:/path/app.jar!/db/migration or the like";

    private Location() {}

    static List<BundleLocation> read(EnvironmentReader variables) {
        return read(VARIABLE, text(variables), variables);
    }

    /** Effective value: the variable, or its default. */
    static String text(EnvironmentReader variables) {
        Optional<String> written = variables.find(VARIABLE);
        if (written.isPresent()) {
            return written.get();
        }
        return variables.isSet(JAR_DIRS) ? CLASSPATH_DEFAULT : defaultAmong(Path.of("/migrations"), MOUNTED);
    }

    /** Without a variable of its own, which in a pod's {@code env} would win over those that its settings bring. */
    static String defaultAmong(Path own, Path mounted) {
        return BundleLocation.DIRECTORY + (!Files.isDirectory(own) && Files.isDirectory(mounted) ? mounted : own);
    }

    /** Separate locations of callbacks, which are part of the bundle. */
    static List<BundleLocation> ofCallbacks(EnvironmentReader variables) {
        return read(CALLBACKS, variables.find(CALLBACKS).orElse(""), variables);
    }

    static List<Path> jarDirs(EnvironmentReader variables) {
        List<Path> directories = new ArrayList<>();
        for (String text : split(variables.find(JAR_DIRS).orElse(""))) {
            try {
                directories.add(directory(text));
            } catch (InvalidValueException e) {
                variables.errors().add(JAR_DIRS, e.problem());
            }
        }
        return directories;
    }

    private static List<BundleLocation> read(String variable, String list, EnvironmentReader variables) {
        ConfigErrors errors = variables.errors();
        boolean hasClasspath = variables.isSet(JAR_DIRS);
        List<BundleLocation> locations = new ArrayList<>();
        if (!list.isEmpty() && split(list).isEmpty()) {
            errors.add(
                    variable,
                    ConfigError.quoted("is", list) + ", which is not a directory",
                    "write " + DEFAULT + " or the like");
        }
        for (String text : split(list)) {
            try {
                locations.add(parse(text, hasClasspath));
            } catch (InvalidValueException e) {
                errors.add(
                        variable,
                        Quotable.is(list)
                                ? e.problem()
                                : new Problem(
                                        "has a value (not shown) that is not a list of directories",
                                        "write " + DEFAULT + " or the like"));
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

    /** @param hasClasspath whether there is a class path, which then is what a location without a scheme is on */
    static BundleLocation parse(String written, boolean hasClasspath) throws InvalidValueException {
        String text = written.replace(VENDOR, "postgresql");
        boolean isBare = !text.matches("[A-Za-z0-9-]+:.*");
        if (text.startsWith(BundleLocation.DIRECTORY)) {
            return inDirectory(text);
        }
        if (text.startsWith(BundleLocation.ARCHIVE)) {
            return inArchive(text);
        }
        if (text.startsWith(BundleLocation.CLASSPATH) || (isBare && hasClasspath)) {
            return onClasspath(isBare ? BundleLocation.CLASSPATH + text : text, written, hasClasspath);
        }
        throw new InvalidValueException(
                "holds \"" + written + "\", which is not on the file system",
                isBare
                        ? "write " + BundleLocation.DIRECTORY + text
                        : "put the migrations into a directory and write " + DEFAULT);
    }

    private static BundleLocation inDirectory(String text) throws InvalidValueException {
        BundleLocation location = BundleLocation.of(BundleLocation.DIRECTORY, text);
        if (location.root().isEmpty()) {
            throw namesNoDirectory(text);
        }
        path(location.root());
        return location;
    }

    private static BundleLocation inArchive(String text) throws InvalidValueException {
        int separator = text.lastIndexOf(BundleLocation.SEPARATOR);
        BundleLocation location =
                BundleLocation.of(BundleLocation.ARCHIVE, text.replaceFirst("^jar:file:(//)?(?=/)", "jar:"));
        if (separator <= BundleLocation.ARCHIVE.length()) {
            throw new InvalidValueException(
                    "holds \"" + text + "\", which names no directory in an archive", ARCHIVE_SHAPE);
        }
        if (!location.root().contains(BundleLocation.SEPARATOR)
                || location.wildcards().contains(BundleLocation.SEPARATOR)) {
            throw new InvalidValueException(
                    "holds \"" + text + "\", with wildcards in the name of an archive",
                    "name the archive, and keep wildcards behind the last !/");
        }
        path(location.root());
        return location;
    }

    private static BundleLocation onClasspath(String text, String written, boolean hasClasspath)
            throws InvalidValueException {
        if (!hasClasspath) {
            throw new InvalidValueException(
                    "holds \"" + written + "\", and there is no class path",
                    "set " + JAR_DIRS
                            + " to the directory of the application's classes or jar, or put the migrations into"
                            + " a directory and write " + DEFAULT);
        }
        BundleLocation location =
                BundleLocation.of(BundleLocation.CLASSPATH, text.replaceFirst("^classpath:/+", "classpath:"));
        if (location.root().isEmpty() || location.root().equals("/")) {
            throw namesNoDirectory(written);
        }
        if (!Quotable.is(location.root())) {
            throw new InvalidValueException(
                    "holds a value that is not shown, and is not a directory on the class path", "write " + DEFAULT);
        }
        path(location.root());
        return location;
    }

    private static InvalidValueException namesNoDirectory(String text) {
        return new InvalidValueException(
                "holds \"" + text + "\", which names no directory", "write " + DEFAULT + " or the like");
    }

    /** Not quoted, because text that is not a path may be a URL with a password. */
    private static Path directory(String text) throws InvalidValueException {
        Path directory = path(text);
        if (!Quotable.is(text) && !Files.exists(directory)) {
            throw new InvalidValueException(
                    "holds a value that is not shown, and is not a list of directories",
                    "write the application's directory, such as /app");
        }
        return directory;
    }

    private static Path path(String text) throws InvalidValueException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidValueException(
                    "has a path that is invalid on this system (" + e.getReason() + ")",
                    "write another, or set LC_ALL=C.UTF-8 if it is not ASCII");
        }
    }
}
