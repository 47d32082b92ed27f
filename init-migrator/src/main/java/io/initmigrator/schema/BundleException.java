package io.initmigrator.schema;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bundle cannot be read, so that its state is unknown. */
public final class BundleException extends RuntimeException {

    private final String problem;
    private final String where;
    private final String remedy;

    public BundleException(String what, Path where, String remedy, @Nullable Throwable cause) {
        this(what, where.toString(), remedy, cause);
    }

    public BundleException(String what, String where, String remedy, @Nullable Throwable cause) {
        super(what + ": " + where + "; " + remedy, cause);
        this.problem = what;
        this.where = where;
        this.remedy = remedy;
    }

    public String problem() {
        return problem;
    }

    public String where() {
        return where;
    }

    public String remedy() {
        return remedy;
    }
}
