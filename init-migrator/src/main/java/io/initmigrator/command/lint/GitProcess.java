package io.initmigrator.command.lint;

import io.initmigrator.time.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the {@code git} on the path, for a limited time. */
final class GitProcess implements GitDiff.Git {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

    private final String program;
    private final Duration timeLimit;

    GitProcess() {
        this("git", TIME_LIMIT);
    }

    GitProcess(String program, Duration timeLimit) {
        this.program = program;
        this.timeLimit = timeLimit;
    }

    @Override
    public String run(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-C", directory.toString()));
        command.addAll(List.of(arguments));
        String name = "git " + arguments[0];
        try {
            Process process = new ProcessBuilder(command).start();
            try {
                process.getOutputStream().close();
                // Both at once: git stops when the pipe that nobody reads is full.
                CompletableFuture<String> output = read(process.getInputStream());
                CompletableFuture<String> error = read(process.getErrorStream());
                CompletableFuture.allOf(output, error, process.onExit())
                        .get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
                if (process.exitValue() != 0) {
                    throw new LintUsageException(
                            name + " failed in " + directory + ": "
                                    + error.join().strip().replaceAll("\\R", " "),
                            remedy(arguments[0]));
                }
                return output.join();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException | ExecutionException e) {
            throw new LintUsageException(
                    "cannot run git: " + e.getMessage(),
                    "install git, or use --base with a checkout of the base branch");
        } catch (TimeoutException e) {
            throw new LintUsageException(
                    name + " did not end within " + Durations.format(timeLimit) + " in " + directory,
                    "run it there to see what it waits for, or use --base with a checkout of the base branch");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LintUsageException("interrupted while git ran", "start again");
        }
    }

    private static String remedy(String subcommand) {
        return subcommand.equals("rev-parse")
                ? "name scripts of a git work tree, or use --since or --base"
                : "fetch the base branch with its history, such as by fetch-depth: 0, and check --git";
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("git").start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }
}
