package io.initmigrator.postgres;

import java.security.NoSuchAlgorithmException;
import java.util.TimeZone;
import javax.crypto.SecretKeyFactory;
import org.postgresql.core.ServerVersion;

/**
 * What the driver will look for at its first connection, and what takes it a fifth of a start with nothing to do: made in a
 * thread of its own, while the settings and the bundle are read. Whoever needs a part of it sooner makes it himself.
 */
public final class DriverWarmUp {

    private DriverWarmUp() {}

    /** Returns at once. */
    public static void begin() {
        Thread.ofPlatform().daemon().name("warm-up").start(DriverWarmUp::run);
    }

    private static void run() {
        passwords();
        TimeZone.getDefault();
        ServerVersion.from(null);
    }

    /** For scram-sha-256. */
    private static void passwords() {
        try {
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has PBKDF2 with SHA-256", e);
        }
    }
}
