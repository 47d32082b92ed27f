package io.initmigrator.postgres.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import okhttp3.tls.HeldCertificate;

/** Creates a certificate authority for one test, and signs certificates. */
public final class Certificates {

    private final Path directory;
    private final String name;
    private final HeldCertificate held;

    private Certificates(Path directory, String name, HeldCertificate held) {
        this.directory = directory;
        this.name = name;
        this.held = held;
    }

    /** Creates an authority; its certificate is {@link #authority}. */
    public static Certificates of(String name, Path directory) throws IOException {
        HeldCertificate held = new HeldCertificate.Builder()
                .commonName(name)
                .certificateAuthority(0)
                .rsa2048()
                .build();
        Certificates certificates = new Certificates(directory, name, held);
        Files.writeString(certificates.authority(), held.certificatePem());
        return certificates;
    }

    /** Returns the certificate of the authority, a PEM file. */
    public Path authority() {
        return directory.resolve(name + ".pem");
    }

    /** Holds a certificate and its key, both PEM files. */
    public record Pair(Path certificate, Path key) {}

    /**
     * Creates and signs a certificate.
     *
     * @param commonName subject of the certificate
     * @param hosts host names for which it is valid as a server's
     */
    public Pair sign(String commonName, String... hosts) throws IOException {
        HeldCertificate.Builder certificate = new HeldCertificate.Builder().rsa2048();
        for (String host : hosts) {
            certificate.addSubjectAlternativeName(host);
        }
        return signed(commonName, certificate);
    }

    /** Creates and signs a certificate with a key of {@code algorithm}, such as {@code EC} or {@code Ed25519}. */
    public Pair signKeyOf(String algorithm, String commonName) throws IOException, GeneralSecurityException {
        HeldCertificate.Builder certificate = new HeldCertificate.Builder();
        switch (algorithm) {
            case "RSA" -> certificate.rsa2048();
            case "EC" -> certificate.ecdsa256();
            default ->
                certificate.keyPair(KeyPairGenerator.getInstance(algorithm).generateKeyPair());
        }
        return signed(commonName, certificate);
    }

    private Pair signed(String commonName, HeldCertificate.Builder certificate) throws IOException {
        HeldCertificate signed =
                certificate.commonName(commonName).signedBy(held).build();
        Path key = directory.resolve(commonName + ".key");
        Files.writeString(key, signed.privateKeyPkcs8Pem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new Pair(Files.writeString(directory.resolve(commonName + ".crt"), signed.certificatePem()), key);
    }
}
