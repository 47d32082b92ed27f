package io.initmigrator.logging;

/** The result of a command could not be written to standard output. */
public final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputException() {
        super(
                "cannot write the result to standard output: its device is full, or its reader has closed it; free space, or keep"
                        + " the reader running");
    }
}
