package io.initmigrator.core;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Identity of this process: the pod's name and a nonce for this start, because a restarted container is no longer the leader.
 *
 * <p>It must fit into PostgreSQL's {@code application_name} (63 bytes, ASCII) unchanged, together with the beginning of its
 * Lease's uid, since both identify a session. A name that is too long is truncated at the beginning: its end distinguishes the
 * pods of one Deployment.
 */
public record Identity(String name, String nonce) {

    /** Prefix of the identity in {@code application_name}. */
    public static final String APPLICATION_PREFIX = "init-migrator ";

    private static final int MAX_APPLICATION_NAME = 63;

    /** Maximum length of an identity, in characters. */
    public static final int MAX_LENGTH = MAX_APPLICATION_NAME - APPLICATION_PREFIX.length();

    /** Number of characters used of a Lease's uid. */
    private static final int LEASE_LENGTH = 8;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    public Identity {
        if (!ALLOWED.matcher(name).matches() || !ALLOWED.matcher(nonce).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot be an identity: use letters, digits, '.', '_' and '-'");
        }
        int maxNameLength = MAX_LENGTH - 1 - nonce.length() - 1 - LEASE_LENGTH;
        name = name.length() > maxNameLength ? endOf(name, maxNameLength) : name;
    }

    /** The last characters of {@code name}, from a letter or digit on: a hyphen at the start reads like an option. */
    private static String endOf(String name, int length) {
        int start = name.length() - length;
        while (start < name.length() - 1 && !Character.isLetterOrDigit(name.charAt(start))) {
            start++;
        }
        return name.substring(start);
    }

    /** Returns a nonce that no earlier start of the pod has had, but for a chance of one in four billion. */
    public static String newNonce() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /**
     * Session name of {@code identity}, without {@link #APPLICATION_PREFIX}. The Lease's uid is assigned by the API server:
     * unlike the identities written on a Lease, it cannot be forged.
     *
     * @param lease uid of the Lease; empty if none is used
     */
    public static String session(String identity, String lease) {
        return lease.isEmpty() ? identity : identity + " " + lease.substring(0, Math.min(LEASE_LENGTH, lease.length()));
    }

    /** True if {@code text}, which may come from other writers, is a valid identity. */
    public static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH && ALLOWED.matcher(text).matches();
    }

    /** The form written on the Lease: {@code orders-7d4-x2p_5f3a9c01}. */
    @Override
    public String toString() {
        return name + "_" + nonce;
    }

    public String applicationName() {
        return APPLICATION_PREFIX + this;
    }

    /** True if {@code holder} is an earlier start of this pod's container. */
    public boolean isEarlierSelf(String holder) {
        return holder.startsWith(name + "_") && holder.lastIndexOf('_') == name.length() && !holder.equals(toString());
    }
}
