package io.initmigrator.schema;

import org.jspecify.annotations.Nullable;

/**
 * The set of migrations that this pod carries.
 *
 * @param digest {@code sha256:…} over names and contents of the files and the settings that change what they do; the same
 *     for every pod of a rollout
 * @param files how many files were read; never zero for a bundle that {@link BundleReader} returned as non-empty
 * @param location where it was read from, for messages
 */
public record Bundle(String digest, int files, String location) {

    private static final String WITH_DEFERRED = "+deferred";

    public boolean isEmpty() {
        return files == 0;
    }

    /** Returns whether a digest is that of {@link #withDeferredScripts}. */
    public static boolean hasDeferredScripts(@Nullable String digest) {
        return digest != null && digest.endsWith(WITH_DEFERRED);
    }

    /** The same as it is elected for, and as its failure is shared, if scripts run that the rollout deferred. */
    public Bundle withDeferredScripts() {
        return new Bundle(digest + WITH_DEFERRED, files, location);
    }
}
