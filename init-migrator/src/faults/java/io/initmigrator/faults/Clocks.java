package io.initmigrator.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes the wall clock of a process wrong by preloading {@code src/faults/c/wrong_clock.c}. */
final class Clocks {

    private static final int MAX_SECONDS = 600;
    private static final Path SOURCE = Path.of("src/faults/c/wrong_clock.c");

    private Clocks() {}

    /** Compiles the library; returns false if there is no C compiler. */
    static boolean prepare(Path directory) throws IOException, InterruptedException {
        ProcessBuilder compiler = new ProcessBuilder(
                "cc", "-O2", "-shared", "-fPIC", "-o", library(directory).toString(), SOURCE.toString(), "-ldl");
        try {
            return compiler.inheritIO().start().waitFor() == 0;
        } catch (IOException noCompiler) {
            return false;
        }
    }

    /** Returns the environment of a process whose clock is wrong by up to ten minutes. */
    static Map<String, String> wrong(Path directory, RandomGenerator random) {
        int seconds = random.nextInt(-MAX_SECONDS, MAX_SECONDS + 1);
        return Map.of("LD_PRELOAD", library(directory).toString(), "WRONG_CLOCK_SECONDS", Integer.toString(seconds));
    }

    private static Path library(Path directory) {
        return directory.resolve("wrong_clock.so");
    }
}
