package io.initmigrator.core;

import java.util.regex.Pattern;

/**
 * Who this process is: the pod's name and a nonce for this start, because a restarted container is not the leader it was.
 *
 * <p>It must fit into PostgreSQL's {@code application_name} (63 bytes, ASCII) unchanged, together with the beginning of its Lease's
 * uid, since a session is recognised by both.
 * A name too long for that loses its beginning: the end is what tells pods of one Deployment apart.
 */
public record Identity(String name, String nonce) {

    /** What stands before the identity in {@code application_name}. */
    public static final String APPLICATION_PREFIX = "init-migrator ";

    private static final int MAX_APPLICATION_NAME = 63;

    /** The longest identity, in characters. */
    public static final int LONGEST = MAX_APPLICATION_NAME - APPLICATION_PREFIX.length();

    /** So much of a Lease's uid. */
    private static final int LEASE_LENGTH = 8;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    public Identity {
        if (!ALLOWED.matcher(name).matches() || !ALLOWED.matcher(nonce).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot be an identity: use letters, digits, '.', '_' and '-'");
        }
        int room = LONGEST - 1 - nonce.length() - 1 - LEASE_LENGTH;
        name = name.length() > room ? name.substring(name.length() - room) : name;
    }

    /**
     * How the session of {@code identity} that leads by a Lease is named, after {@link #APPLICATION_PREFIX}. The Lease's uid is the API
     * server's: unlike the identities that stand on a Lease, it cannot be forged.
     *
     * @param lease uid of the Lease; empty where none is used
     */
    public static String session(String identity, String lease) {
        return lease.isEmpty() ? identity : identity + " " + lease.substring(0, Math.min(LEASE_LENGTH, lease.length()));
    }

    /** Whether {@code text}, which others may have written, can be the identity of a process of ours. */
    public static boolean isValid(String text) {
        return text.length() <= LONGEST && ALLOWED.matcher(text).matches();
    }

    /** As it stands on the Lease: {@code orders-7d4-x2p_5f3a9c01}. */
    @Override
    public String toString() {
        return name + "_" + nonce;
    }

    public String applicationName() {
        return APPLICATION_PREFIX + this;
    }

    /** Whether {@code holder} is an earlier start of this same pod's container. */
    public boolean isEarlierSelf(String holder) {
        return holder.startsWith(name + "_") && holder.lastIndexOf('_') == name.length() && !holder.equals(toString());
    }
}
