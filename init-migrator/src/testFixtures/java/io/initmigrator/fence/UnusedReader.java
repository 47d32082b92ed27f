package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;
import java.util.Set;

/** Provides a reader whose methods that a migration does not use are empty or unsupported. */
public interface UnusedReader extends SchemaReader {

    @Override
    default <T> T unwrap(Class<T> type) {
        throw new IllegalArgumentException("wraps nothing");
    }

    @Override
    default Optional<AppPrivileges> appPrivileges() {
        return Optional.empty();
    }

    @Override
    default Optional<SchemaVersion> recordedVersion() {
        return Optional.empty();
    }

    @Override
    default Optional<Set<String>> startedRevisions(Bundle bundle) {
        throw new UnsupportedOperationException("only migrate --deferred asks for it");
    }

    @Override
    default DeferredScripts deferred() {
        return DeferredScripts.NONE;
    }

    @Override
    default Optional<FenceHolder> fenceHolder() {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    default FenceInfo fenceAddress() {
        throw new UnsupportedOperationException("not used by a migration");
    }
}
