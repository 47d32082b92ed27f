package io.initmigrator.command;

import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.FenceAddress;
import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.LeaseRecord;
import io.initmigrator.schema.Bundle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How things stand, as far as it could be learned.
 *
 * @param bundle what this pod carries
 * @param schema what PostgreSQL says
 * @param lease what the Lease says
 */
record StatusReport(Bundle bundle, Part<Schema> schema, Part<Optional<LeaseRecord>> lease) {

    /** A part that was learned, or why it was not. Exactly one of the two is there. */
    record Part<T>(@Nullable T value, @Nullable String trouble) {

        static <T> Part<T> of(T value) {
            return new Part<>(value, null);
        }

        static <T> Part<T> missing(String trouble) {
            return new Part<>(null, trouble);
        }
    }

    /**
     * The schema and the bundle, side by side.
     *
     * @param misfit why they don't fit; null where they do
     */
    record Schema(Backlog backlog, @Nullable String misfit, FenceAddress fence, Optional<FenceHolder> fenceHolder) {

        boolean isCurrent() {
            return misfit == null && backlog.pending().isEmpty();
        }
    }
}
