package io.initmigrator.coordination;

import java.util.Collection;

/**
 * The session that holds the fence.
 *
 * @param pid its backend's process id; 0 where the holder was gone before it could be named
 * @param applicationName as the session gives it
 * @param description user, address, state and age, for people
 */
public record FenceHolder(int pid, String applicationName, String description) {

    /** Whether this is a session of one of these identities of init-migrator. */
    public boolean isOneOf(Collection<String> identities) {
        return applicationName.startsWith(Identity.APPLICATION_PREFIX)
                && identities.contains(applicationName.substring(Identity.APPLICATION_PREFIX.length()));
    }

    public String sentence() {
        return "PostgreSQL session pid " + pid + " (application_name \"" + applicationName + "\", " + description + ")";
    }
}
