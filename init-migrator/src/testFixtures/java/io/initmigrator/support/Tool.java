package io.initmigrator.support;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A program of the machine, for the tests that hold ours to it; they are skipped where it is missing. */
public record Tool(Path program) {

    /** How it ended, and what it said. */
    public record Answer(int exitCode, String output) {}

    /**
     * Aborts the test where it isn't there.
     *
     * @param origin what to install
     */
    public static Tool find(String name, String origin) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new)
                .orElseGet(() -> abort(name + " is not installed (" + origin + ")"));
    }

    /** Runs it with nothing to read. */
    public Answer run(String... arguments) throws IOException, InterruptedException {
        return runWith(Path.of("/dev/null"), arguments);
    }

    /** Runs it with {@code input} on its standard input. */
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
