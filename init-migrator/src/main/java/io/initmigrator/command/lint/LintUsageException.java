package io.initmigrator.command.lint;

/** A wrong use of {@code lint}: what is wrong, and how to correct it. */
public final class LintUsageException extends RuntimeException {

    LintUsageException(String problem, String remedy) {
        super(problem + "; " + remedy);
    }
}
