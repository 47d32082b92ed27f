package io.initmigrator.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The result of a command on standard output: in UTF-8 whatever the locale, because a container rarely has one. */
public final class StandardOutput {

    private StandardOutput() {}

    /**
     * Prints a text and a line feed.
     *
     * @throws OutputException if not all of it could be written, as to a full device or a closed pipe
     */
    public static void print(String text) {
        PrintStream out = System.out;
        out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        if (out.checkError()) {
            throw new OutputException();
        }
    }
}
