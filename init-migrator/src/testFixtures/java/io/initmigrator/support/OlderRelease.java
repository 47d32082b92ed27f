package io.initmigrator.support;

import static org.junit.jupiter.api.Assumptions.abort;

import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Provides the distribution of an earlier state of this repository. */
public final class OlderRelease {

    /** The last commit before receipts had fingerprints. */
    private static final String COMMIT = "4247872b7a0b0ea024aa6e59a72fd12442f4ee75";

    private OlderRelease() {}

    /** Returns the tree that {@code -Dolder.dist} names, else builds one from git's history, once; aborts the test if that is too short. */
    public static Path dist() throws IOException, InterruptedException {
        String given = System.getProperty("older.dist");
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        Path tree = Build.directory().resolve("older-release-" + COMMIT.substring(0, 7));
        Path dist = tree.resolve("init-migrator/target/dist");
        if (!Files.exists(dist.resolve("sbom.json"))) {
            build(tree);
        }
        return dist;
    }

    private static void build(Path tree) throws IOException, InterruptedException {
        Tool git = Tool.find("git", "apt-get install git");
        if (git.run("cat-file", "-e", COMMIT + "^{commit}").exitCode() != 0) {
            abort(
                    "the history of this repository does not reach back to " + COMMIT
                            + ", as in a shallow clone; git fetch --unshallow, or name an older distribution by -Dolder.dist=DIRECTORY");
        }
        if (Files.exists(tree)) {
            Trees.delete(tree);
        }
        Files.createDirectories(tree);
        Path archive = tree.resolve("older-release.tar");
        require(git.run("-C", "..", "archive", "--output", archive.toString(), COMMIT));
        require(Tool.find("tar", "apt-get install tar").run("-x", "-f", archive.toString(), "-C", tree.toString()));
        require(Tool.find("mvn", "apt-get install maven")
                .run("--batch-mode", "--quiet", "--file", tree.toString(), "-Dmaven.test.skip=true", "package"));
    }

    private static void require(Answer answer) {
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("the older release cannot be built:\n" + answer.output());
        }
    }
}
