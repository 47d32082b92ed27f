package io.initmigrator.command;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.FenceInfo;
import io.initmigrator.migration.PendingMigrations;
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
record StatusReport(Bundle bundle, Result<Schema> schema, Result<Optional<LeaseRecord>> lease) {

    /** A part that was learned, or why it was not. Exactly one of the two is there. */
    record Result<T>(@Nullable T value, @Nullable String error) {

        static <T> Result<T> of(T value) {
            return new Result<>(value, null);
        }

        static <T> Result<T> missing(String trouble) {
            return new Result<>(null, trouble);
        }
    }

    /**
     * The schema and the bundle, side by side.
     *
     * @param misfit why they don't fit; null where they do
     */
    record Schema(
            PendingMigrations backlog, @Nullable String misfit, FenceInfo fence, Optional<FenceHolder> fenceHolder) {

        boolean isCurrent() {
            return misfit == null && backlog.pending().isEmpty();
        }
    }
}
