package io.initmigrator.command.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.initmigrator.config.LintOptions;
import io.initmigrator.config.LintOptions.Output;
import io.initmigrator.config.LintOptions.Reference;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a thousand scripts stay cheap, by counts: they do not depend on the load of the machine, as times do. */
class ManyScriptsTest {

    /** Twice what such a script takes. */
    private static final long MAX_BYTES_EACH = 200_000;

    @TempDir
    private Path directory;

    @Test
    void eachScriptIsReadOnceWhateverComesBeforeIt() throws IOException {
        allocated(write(20, "warm"));
        long half = allocated(write(500, "half"));
        long all = allocated(write(1_000, "all"));

        assertThat(all).isLessThan(1_000 * MAX_BYTES_EACH);
        assertThat(all).isLessThan(5 * half / 2);
    }

    @Test
    void gitIsAskedOnceForAllDirectories() throws IOException {
        Files.createDirectories(directory.resolve(".git"));
        List<String> asked = new ArrayList<>();
        GitDiff diff = new GitDiff("main", (in, arguments) -> {
            asked.add(arguments[0]);
            return arguments[0].equals("rev-parse") ? directory.toString() : "";
        });

        for (int i = 0; i < 1_000; i++) {
            assertThat(diff.added(Files.createDirectories(directory.resolve("db/" + i))))
                    .isEmpty();
            assertThat(diff.changed(directory.resolve("db/" + i))).isEmpty();
        }

        assertThat(asked).containsExactly("rev-parse", "merge-base", "diff", "ls-files", "diff");
    }

    private Path write(int scripts, String name) throws IOException {
        Path to = Files.createDirectories(directory.resolve(name));
        for (int i = 1; i <= scripts; i++) {
            Files.writeString(to.resolve("V" + i + "__step.sql"), """
                -- Step %1$d of the schema, with a comment as long as comments are.
                CREATE TABLE t%1$d (id bigint PRIMARY KEY, name varchar(40) NOT NULL, other bigint, at timestamptz DEFAULT now());
                CREATE INDEX t%1$d_name ON t%1$d (lower(name));
                ALTER TABLE t%2$d ADD COLUMN note%1$d text, ADD CONSTRAINT f%1$d FOREIGN KEY (other) REFERENCES t%1$d NOT VALID;
                CREATE OR REPLACE VIEW v AS SELECT id, name FROM t%1$d;
                INSERT INTO t%2$d (id, name) VALUES (%1$d, 'one'), (%1$d, 'two');
                """.formatted(i, Math.max(1, i - 1)));
        }
        return to;
    }

    private static long allocated(Path scripts) {
        LintOptions options = new LintOptions(
                new Reference.None(),
                Output.JSON,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(scripts));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        new LintCommand(options).run(text -> assertThat(text).isNotEmpty());
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
