package io.initmigrator.command.lint;

import io.initmigrator.schema.SchemaVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of SQL, by its name as Flyway reads it by default.
 *
 * @param root the directory or the file that was asked for
 * @param version of a versioned or a baseline script; absent for any other
 */
record ScriptFile(Path path, Path root, Kind kind, Optional<SchemaVersion> version) {

    /** Flyway's order: versioned by version, then repeatable by description. */
    static final Comparator<ScriptFile> ORDER = Comparator.comparing((ScriptFile file) -> file.version.isEmpty())
            .thenComparing(file -> file.version.orElse(new SchemaVersion("0")))
            .thenComparing(ScriptFile::kind)
            .thenComparing(ScriptFile::name)
            .thenComparing(ScriptFile::path);

    private static final Pattern VERSIONED = Pattern.compile("(?s)([VB])(\\d+(?:[._]\\d+)*)(?:__.*)?\\.sql");
    private static final Pattern LIKE_VERSIONED = Pattern.compile("(?s)[VUB][\\d._-].*\\.sql|R_[^_].*\\.sql");

    /** Kinds of migration files. */
    enum Kind {
        /** Runs on an empty database in place of those before it. */
        BASELINE,
        VERSIONED,
        REPEATABLE,
        /** Not run by Flyway's community edition, or no migration at all. */
        OTHER,
        /** Looks like a migration, but for its name. */
        MISNAMED,
        /** Asked for by its path, whatever its name. */
        NAMED
    }

    static ScriptFile in(Path root, Path path) {
        String name = path.getFileName().toString();
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            Kind kind = versioned.group(1).equals("V") ? Kind.VERSIONED : Kind.BASELINE;
            return new ScriptFile(path, root, kind, Optional.of(new SchemaVersion(versioned.group(2))));
        }
        if (name.startsWith("R__")) {
            return new ScriptFile(path, root, Kind.REPEATABLE, Optional.empty());
        }
        boolean undo = name.matches("(?s)U\\d+([._]\\d+)*(__.*)?\\.sql");
        boolean misnamed = !undo && LIKE_VERSIONED.matcher(name).matches();
        return new ScriptFile(path, root, misnamed ? Kind.MISNAMED : Kind.OTHER, Optional.empty());
    }

    static ScriptFile named(Path path) {
        ScriptFile file = in(path, path);
        boolean migration = file.kind == Kind.VERSIONED || file.kind == Kind.REPEATABLE;
        return migration ? file : new ScriptFile(path, path, Kind.NAMED, file.version);
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Its place below the directory that was asked for. */
    Path relativePath() {
        return root.equals(path) ? path.getFileName() : root.relativize(path);
    }

    /** Its text; what is not UTF-8 does not matter for its DDL. */
    String sql() {
        return read(path);
    }

    /** Returns whether the file {@code NAME.sql.conf} beside it turns the transaction off; empty if it says nothing of it. */
    Optional<Boolean> executeInTransaction() {
        Path conf = path.resolveSibling(name() + ".conf");
        return contents(conf)
                .flatMap(text -> new PropertiesFile(conf, text).get("executeInTransaction"))
                .map(value -> !value.toLowerCase(Locale.ROOT).equals("false"));
    }

    static String read(Path path) {
        return contents(path)
                .orElseThrow(() -> new LintUsageException("cannot find " + path, "write the path of a script"));
    }

    /** Returns empty if there is no such file. */
    private static Optional<String> contents(Path path) {
        try {
            if (Files.isRegularFile(path)) {
                return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
            }
            return ArchivedScripts.isIn(path)
                    ? ArchivedScripts.contents(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            throw new LintUsageException(
                    "cannot read " + path + ": " + e.getMessage(), "give this process's user the right to read it");
        }
    }
}
