package io.initmigrator.support;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs a program of the machine with which a test verifies our output; skips the test if it is missing. */
public record Tool(Path program) {

    /** Holds the exit code and the output. */
    public record Answer(int exitCode, String output) {}

    /**
     * Finds the program; aborts the test if it is missing.
     *
     * @param origin command that installs it
     */
    public static Tool find(String name, String origin) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new)
                .orElseGet(() -> abort(name + " is not installed (" + origin + ")"));
    }

    /** Runs the program with empty standard input. */
    public Answer run(String... arguments) throws IOException, InterruptedException {
        return runWith(Path.of("/dev/null"), arguments);
    }

    /** Runs the program with {@code input} on its standard input. */
    public Answer runWith(Path input, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(program.toString()), Arrays.stream(arguments))
                .toList();
        Path output = Files.createTempFile("init-migrator-tool-", "");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            return new Answer(process.waitFor(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
