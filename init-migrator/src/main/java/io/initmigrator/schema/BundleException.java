package io.initmigrator.schema;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bundle cannot be read, so that its state is unknown. */
public final class BundleException extends RuntimeException {

    private final transient Problem problem;

    public BundleException(String what, Path where, String remedy, @Nullable Throwable cause) {
        this(what, where.toString(), remedy, cause);
    }

    public BundleException(String what, String where, String remedy, @Nullable Throwable cause) {
        this(new Problem(what + ": " + where, remedy), cause);
    }

    private BundleException(Problem problem, @Nullable Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
