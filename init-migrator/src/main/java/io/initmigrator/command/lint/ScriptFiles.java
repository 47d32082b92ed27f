package io.initmigrator.command.lint;

import io.initmigrator.command.lint.ScriptFile.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The scripts below some paths, in Flyway's order. */
final class ScriptFiles {

    private ScriptFiles() {}

    /** Files that are neither migrations nor look like some are left out, unless a path names them. */
    static List<ScriptFile> below(List<Path> paths) {
        List<ScriptFile> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(in(path));
            } else if (ArchivedScripts.isIn(path)) {
                files.addAll(inArchive(path));
            } else if (Files.isRegularFile(path) && ArchivedScripts.isArchive(path)) {
                ArchivedScripts.directories(path).forEach(directory -> files.addAll(inArchive(directory)));
            } else if (Files.isRegularFile(path)) {
                files.add(ScriptFile.named(path));
            } else {
                throw new LintUsageException(
                        "cannot find " + path, "write the path of a directory, a script or an archive");
            }
        }
        if (files.isEmpty()) {
            throw new LintUsageException(
                    "no migration in "
                            + String.join(
                                    ", ", paths.stream().map(Path::toString).toList()),
                    "write the directory of scripts such as V1__create_orders.sql");
        }
        return withoutReplaced(
                files.stream().distinct().sorted(ScriptFile.ORDER).toList());
    }

    private static List<ScriptFile> in(Path directory) {
        try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> file.getFileName() != null
                            && file.getFileName().toString().endsWith(".sql")
                            && Files.isRegularFile(file))
                    .map(file -> ScriptFile.in(directory, file))
                    .filter(file -> file.kind() != Kind.OTHER)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new LintUsageException(
                    "cannot read " + directory + ": " + e.getMessage(),
                    "give this process's user the right to read it");
        }
    }

    private static List<ScriptFile> inArchive(Path directory) {
        return ArchivedScripts.below(directory).stream()
                .filter(file -> file.kind() != Kind.OTHER)
                .toList();
    }

    /** Without a baseline script if those that it stands for are there too: a database has run either the one or the others. */
    private static List<ScriptFile> withoutReplaced(List<ScriptFile> files) {
        return files.stream()
                .filter(file -> file.kind() != Kind.BASELINE || files.stream().noneMatch(each -> isBefore(each, file)))
                .toList();
    }

    private static boolean isBefore(ScriptFile versioned, ScriptFile baseline) {
        return versioned.kind() == Kind.VERSIONED
                && versioned
                                .version()
                                .orElseThrow()
                                .compareTo(baseline.version().orElseThrow())
                        <= 0;
    }
}
