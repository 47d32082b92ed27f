package io.initmigrator.postgres;

import java.security.NoSuchAlgorithmException;
import java.util.TimeZone;
import javax.crypto.SecretKeyFactory;
import org.postgresql.core.ServerVersion;

/**
 * Preloads what the driver needs for its first connection, a fifth of the time of a start with nothing to do, on its own thread
 * while settings and bundle are read. A part needed earlier is loaded by its user.
 */
public final class DriverWarmUp {

    private DriverWarmUp() {}

    /** Returns immediately. */
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
