package io.initmigrator.fence;

import io.initmigrator.core.Identity;
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
    public boolean isOurs() {
        return applicationName.startsWith(Identity.APPLICATION_PREFIX);
    }

    /** Whether this is one of these sessions of init-migrator, named by {@link Identity#session}. */
    public boolean isOneOf(Collection<String> sessions) {
        return isOurs() && sessions.contains(applicationName.substring(Identity.APPLICATION_PREFIX.length()));
    }

    /** Whether this is a session of init-migrator that leads by another Lease than this one, or by one that is deleted. */
    public boolean isOfAnotherLease(String uid) {
        int end = isOurs() ? applicationName.indexOf(' ', Identity.APPLICATION_PREFIX.length()) : -1;
        return end >= 0 && !applicationName.equals(Identity.session(applicationName.substring(0, end), uid));
    }

    public String sentence() {
        return "PostgreSQL session pid " + pid + " (application_name \"" + applicationName + "\", " + description + ")";
    }
}
