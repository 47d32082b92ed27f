package io.initmigrator.coordination;

import java.util.regex.Pattern;

/**
 * Who this process is: the pod's name and a nonce for this start, because a restarted container is not the leader it was.
 *
 * <p>It must fit into PostgreSQL's {@code application_name} (63 bytes, ASCII) unchanged, since a session is recognised by it.
 * A name too long for that loses its beginning: the end is what tells pods of one Deployment apart.
 */
public record Identity(String name, String nonce) {

    /** What stands before the identity in {@code application_name}. */
    public static final String APPLICATION_PREFIX = "init-migrator ";

    private static final int MAX_APPLICATION_NAME = 63;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    public Identity {
        if (!ALLOWED.matcher(name).matches() || !ALLOWED.matcher(nonce).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot be an identity: use letters, digits, '.', '_' and '-'");
        }
        int room = MAX_APPLICATION_NAME - APPLICATION_PREFIX.length() - 1 - nonce.length();
        name = name.length() > room ? name.substring(name.length() - room) : name;
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
