package io.initmigrator.command.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that have changed since the branch left a revision, committed or not, as the {@code git} on the path says. */
final class GitDiff {

    /** Runs git. */
    @FunctionalInterface
    interface Git {

        /** Returns what git prints in {@code directory}. */
        String run(Path directory, String... arguments);
    }

    private record Changes(Set<Path> added, Set<Path> changed) {}

    private final String revision;
    private final Git git;
    private final Map<Path, Path> rootByDirectory = new HashMap<>();
    private final Map<Path, Changes> changesByRoot = new HashMap<>();

    GitDiff(String revision) {
        this(revision, new GitProcess());
    }

    GitDiff(String revision, Git git) {
        if (revision.startsWith("-")) {
            throw new LintUsageException("--git is \"" + revision + "\"", "write a branch, a tag or a commit");
        }
        this.revision = revision;
        this.git = git;
    }

    /**
     * The files that the revision does not have, of the work tree around {@code directory}.
     *
     * @param directory without links
     * @return absolute paths without links in their directories
     * @throws LintUsageException if git fails, or the directory is not below a work tree
     */
    Set<Path> added(Path directory) {
        return of(directory).added();
    }

    /** The files that the revision has in another form. */
    Set<Path> changed(Path directory) {
        return of(directory).changed();
    }

    /** Asks git once for a work tree, not for each of its directories. */
    private Changes of(Path directory) {
        Path root = rootByDirectory.computeIfAbsent(
                workTree(directory),
                key -> physical(git.run(key, "rev-parse", "--show-toplevel").strip()));
        if (!directory.startsWith(root)) {
            throw new LintUsageException(
                    "cannot compare " + directory + " with git: it is not below the work tree " + root,
                    "name scripts of the work tree, or use --since or --base");
        }
        return changesByRoot.computeIfAbsent(root, this::read);
    }

    private static Path physical(String root) {
        try {
            return Path.of(root).toRealPath();
        } catch (IOException e) {
            throw new LintUsageException(
                    "cannot find the work tree " + root + " of git: " + e.getMessage(),
                    "check GIT_DIR, GIT_WORK_TREE and core.worktree");
        }
    }

    /** The directory itself outside of any that has a {@code .git}. */
    private static Path workTree(Path directory) {
        for (Path each = directory; each != null; each = each.getParent()) {
            if (Files.exists(each.resolve(".git"))) {
                return each;
            }
        }
        return directory;
    }

    private Changes read(Path root) {
        String base = git.run(root, "merge-base", revision, "HEAD").strip();
        Set<Path> added =
                new HashSet<>(paths(root, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=A", base));
        added.addAll(paths(root, "ls-files", "-z", "--others", "--exclude-standard"));
        return new Changes(added, paths(root, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=MT", base));
    }

    private Set<Path> paths(Path root, String... arguments) {
        return Stream.of(git.run(root, arguments).split("\0"))
                .filter(name -> !name.isEmpty())
                .map(root::resolve)
                .collect(Collectors.toSet());
    }
}
