package io.initmigrator.schema;

import java.util.Optional;
import java.util.Set;

/**
 * Scripts that receipts record as deferred.
 *
 * @param scripts those of every bundle that was verified without them
 * @param version highest version of a bundle that the schema contains except for deferred scripts; empty for none
 */
public record DeferredScripts(Set<DeferredScript> scripts, Optional<SchemaVersion> version) {

    /** Nothing is recorded as deferred, or no receipt can be read. */
    public static final DeferredScripts NONE = new DeferredScripts(Set.of(), Optional.empty());

    public DeferredScripts {
        scripts = Set.copyOf(scripts);
    }
}
