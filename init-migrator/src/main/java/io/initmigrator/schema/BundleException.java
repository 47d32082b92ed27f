package io.initmigrator.schema;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bundle cannot be read, so that its state is unknown. */
public final class BundleException extends RuntimeException {

    private final String problem;
    private final transient Path where;
    private final String remedy;

    public BundleException(String what, Path where, String remedy, @Nullable Throwable cause) {
        super(what + ": " + where + "; " + remedy, cause);
        this.problem = what;
        this.where = where;
        this.remedy = remedy;
    }

    public String problem() {
        return problem;
    }

    public Path where() {
        return where;
    }

    public String remedy() {
        return remedy;
    }
}
