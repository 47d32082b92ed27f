package io.initmigrator.fence;

import io.initmigrator.core.Identity;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * The session that holds the fence.
 *
 * @param pid its backend's process id; 0 if the holder had ended before it could be identified
 * @param applicationName as set by the session
 * @param description user, address, state and age, for messages
 * @param idleSince PostgreSQL's clock at the end of its last statement; empty while it runs one, or if hidden
 */
public record FenceHolder(int pid, String applicationName, String description, Optional<Instant> idleSince) {

    /** True for any session of init-migrator. */
    public boolean isOurs() {
        return applicationName.startsWith(Identity.APPLICATION_PREFIX);
    }

    /** True if this is one of these sessions of init-migrator, named by {@link Identity#session}. */
    public boolean isOneOf(Collection<String> sessions) {
        return isOurs() && sessions.contains(applicationName.substring(Identity.APPLICATION_PREFIX.length()));
    }

    /** True if this is a session of init-migrator that leads by a different Lease, or by one that was deleted. */
    public boolean isOfAnotherLease(String uid) {
        int end = isOurs() ? applicationName.indexOf(' ', Identity.APPLICATION_PREFIX.length()) : -1;
        return end >= 0 && !applicationName.equals(Identity.session(applicationName.substring(0, end), uid));
    }

    public String sentence() {
        return "PostgreSQL session pid " + pid + " (application_name \"" + applicationName + "\", " + description + ")";
    }
}
