package io.initmigrator.command;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.FenceInfo;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.SchemaDrift;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State of schema and Lease, as far as it could be read.
 *
 * @param bundle of this pod
 * @param schema as PostgreSQL shows it
 * @param lease empty if there is none
 */
record StatusReport(Bundle bundle, Result<Schema> schema, Result<Optional<LeaseRecord>> lease) {

    /** A value, or the reason why it could not be read. Exactly one of them is not null. */
    record Result<T>(@Nullable T value, @Nullable String error) {

        static <T> Result<T> of(T value) {
            return new Result<>(value, null);
        }

        static <T> Result<T> missing(String error) {
            return new Result<>(null, error);
        }
    }

    /**
     * The schema compared with the bundle.
     *
     * @param mismatch why they do not match; empty if they do
     * @param invalidIndexes beside the history
     * @param drift absent if it was not asked for
     */
    record Schema(
            PendingMigrations backlog,
            Optional<Problem> mismatch,
            List<String> invalidIndexes,
            FenceInfo fence,
            Optional<FenceHolder> fenceHolder,
            Optional<SchemaDrift> drift) {

        boolean isCurrent() {
            return mismatch.isEmpty() && backlog.pending().isEmpty();
        }
    }
}
