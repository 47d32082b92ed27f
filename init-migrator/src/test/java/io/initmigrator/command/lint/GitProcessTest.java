package io.initmigrator.command.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a shell script in place of git. */
class GitProcessTest {

    @TempDir
    private Path directory;

    @Test
    void manyWarningsDoNotBlockGit() throws IOException {
        String program = program("head -c 1000000 /dev/zero >&2", "echo answer");

        assertThat(new GitProcess(program, Duration.ofSeconds(30)).run(directory, "diff"))
                .isEqualTo("answer\n");
    }

    @Test
    void gitThatDoesNotEndIsEnded() throws IOException {
        String program = program("echo $$ >\"$2/pid\"", "exec sleep 300");

        assertThatThrownBy(() -> new GitProcess(program, Duration.ofSeconds(3)).run(directory, "diff"))
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("git diff did not end within 3s in " + directory + "; run it there");
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void failureNamesTheDirectoryAndWhatGitSays() throws IOException {
        String program = program("echo 'fatal: no such' >&2", "echo revision >&2", "exit 128");

        assertThatThrownBy(() -> new GitProcess(program, Duration.ofSeconds(30)).run(directory, "merge-base"))
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining(
                        "git merge-base failed in " + directory + ": fatal: no such revision; fetch the base branch");
    }

    @Test
    void missingGitIsNamed() {
        String program = directory.resolve("none").toString();

        assertThatThrownBy(() -> new GitProcess(program, Duration.ofSeconds(30)).run(directory, "diff"))
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("cannot run git: ")
                .hasMessageContaining("; install git");
    }

    private String program(String... lines) throws IOException {
        Path file = Files.writeString(directory.resolve("git"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }
}
