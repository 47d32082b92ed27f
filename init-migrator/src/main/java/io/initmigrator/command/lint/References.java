package io.initmigrator.command.lint;

import io.initmigrator.config.LintOptions.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;

/** Compares each script with the reference: a version, another checkout, a revision of git. */
final class References {

    /** How a script stands to the reference. */
    enum State {
        /** The reference contains it unchanged, so it only defines objects that exist. */
        UNCHANGED,
        /** The reference has another one of the same name. */
        CHANGED,
        /** The reference does not have it. */
        ADDED
    }

    private References() {}

    static Function<ScriptFile, State> of(Reference reference) {
        return switch (reference) {
            case Reference.None none -> file -> State.ADDED;
            case Reference.Since since ->
                file -> file.version()
                                .filter(version -> version.compareTo(since.version()) <= 0)
                                .isPresent()
                        ? State.UNCHANGED
                        : State.ADDED;
            case Reference.Base base -> ofBase(base.directory());
            case Reference.Git git -> ofGit(git.revision());
        };
    }

    private static Function<ScriptFile, State> ofBase(Path base) {
        if (!Files.isDirectory(base)) {
            throw new LintUsageException(
                    "cannot find the directory " + base + " of --base",
                    "write the path of a checkout of the base branch");
        }
        return file -> {
            Path other = counterpart(base, file);
            if (!Files.isRegularFile(other)) {
                return State.ADDED;
            }
            return sameText(ScriptFile.read(other), file.sql()) ? State.UNCHANGED : State.CHANGED;
        };
    }

    /** In the same place of the other checkout; or below {@code base} itself, if that is the directory of the scripts. */
    private static Path counterpart(Path base, ScriptFile file) {
        Path root = Path.of("").toAbsolutePath();
        Path path = file.path().toAbsolutePath().normalize();
        Path directory = file.root().toAbsolutePath().normalize();
        boolean inCheckout = path.startsWith(root) && Files.exists(base.resolve(root.relativize(directory)));
        return inCheckout ? base.resolve(root.relativize(path)) : base.resolve(file.relativePath());
    }

    /** Flyway's checksum does not see how lines end. */
    private static boolean sameText(String text, String other) {
        return text.equals(other) || text.replace("\r", "").equals(other.replace("\r", ""));
    }

    private static Function<ScriptFile, State> ofGit(String revision) {
        GitDiff diff = new GitDiff(revision);
        return file -> {
            if (ArchivedScripts.isIn(file.path())) {
                throw new LintUsageException(
                        "cannot compare scripts in an archive with git: " + file.path(),
                        "name their directory in the sources, or use --since or --base");
            }
            return state(diff, file);
        };
    }

    /** Git lists files by their physical paths; a link to a script is listed besides the script, and either may have changed. */
    private static State state(GitDiff diff, ScriptFile file) {
        Path directory = Objects.requireNonNull(file.path().toAbsolutePath().getParent());
        Path place = physical(directory).resolve(file.name());
        Path target = physical(file.path());
        State state = state(diff, place);
        return state == State.UNCHANGED && !target.equals(place) ? state(diff, target) : state;
    }

    private static State state(GitDiff diff, Path path) {
        Path directory = Objects.requireNonNull(path.getParent());
        if (diff.added(directory).contains(path)) {
            return State.ADDED;
        }
        return diff.changed(directory).contains(path) ? State.CHANGED : State.UNCHANGED;
    }

    private static Path physical(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new LintUsageException(
                    "cannot follow the links of " + path + ": " + e.getMessage(),
                    "give this process's user the right to read its directories");
        }
    }
}
