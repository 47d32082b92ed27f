package io.initmigrator.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * The session that holds the fence.
 *
 * @param pid its backend's process id; 0 where the holder was gone before it could be named
 * @param applicationName as the session gives it
 * @param description user, address, state and age, for people
 * @param idleSince PostgreSQL's clock when it ended its last statement; empty while it runs one, or where that is not shown
 */
public record FenceHolder(int pid, String applicationName, String description, Optional<Instant> idleSince) {

    /** Whether this is a session of init-migrator, of whatever identity. */
    boolean isOurs() {
        return applicationName.startsWith(Identity.APPLICATION_PREFIX);
    }

    /** Whether this is a session of one of these identities of init-migrator. */
    public boolean isOneOf(Collection<String> identities) {
        return isOurs() && identities.contains(applicationName.substring(Identity.APPLICATION_PREFIX.length()));
    }

    public String sentence() {
        return "PostgreSQL session pid " + pid + " (application_name \"" + applicationName + "\", " + description + ")";
    }
}
