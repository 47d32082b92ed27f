package io.initmigrator.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Describes a violated rule, and its virtual time in nanoseconds. */
record Violation(String what, long at, @Nullable Throwable cause) {

    @Override
    public String toString() {
        String said = "%s (at %.6f s)".formatted(what, at / 1e9);
        return cause == null ? said : said + "\n" + stack(cause);
    }

    private static String stack(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
