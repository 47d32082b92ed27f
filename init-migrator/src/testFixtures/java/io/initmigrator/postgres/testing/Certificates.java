package io.initmigrator.postgres.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Creates a certificate authority for one test with the JDK's keytool, and signs certificates. */
public final class Certificates {

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final String name;

    private Certificates(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** Creates an authority; its certificate is {@link #authority}. */
    public static Certificates of(String name, Path directory) throws IOException, InterruptedException {
        Certificates certificates = new Certificates(directory, name);
        certificates.generate(name, List.of("-keyalg", "RSA", "-keysize", "2048", "-ext", "bc:c=ca:true"));
        certificates.keytool(
                name, "-exportcert", "-rfc", "-file", certificates.authority().toString());
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
     * @param extensions in keytool's syntax, such as {@code san=dns:localhost}
     */
    public Pair sign(String commonName, String... extensions)
            throws IOException, InterruptedException, GeneralSecurityException {
        return signed(commonName, List.of("-keyalg", "RSA", "-keysize", "2048"), extensions);
    }

    /** Creates and signs a certificate with a key of {@code algorithm}, such as {@code EC} or {@code Ed25519}. */
    public Pair signKeyOf(String algorithm, String commonName)
            throws IOException, InterruptedException, GeneralSecurityException {
        return signed(commonName, List.of("-keyalg", algorithm));
    }

    private Pair signed(String commonName, List<String> key, String... extensions)
            throws IOException, InterruptedException, GeneralSecurityException {
        generate(commonName, key);
        Path request = directory.resolve(commonName + ".csr");
        Path certificate = directory.resolve(commonName + ".crt");
        keytool(commonName, "-certreq", "-file", request.toString());
        List<String> signing = new ArrayList<>(
                List.of("-gencert", "-rfc", "-infile", request.toString(), "-outfile", certificate.toString()));
        Arrays.stream(extensions).forEach(extension -> signing.addAll(List.of("-ext", extension)));
        keytool(name, signing.toArray(String[]::new));
        return new Pair(certificate, key(commonName));
    }

    private void generate(String alias, List<String> key) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-dname", "CN=" + alias));
        arguments.addAll(key);
        keytool(alias, arguments.toArray(String[]::new));
    }

    private Path key(String alias) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(alias))) {
            store.load(in, PASSWORD.toCharArray());
        }
        Key key = store.getKey(alias, PASSWORD.toCharArray());
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        Path file = directory.resolve(alias + ".key");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path store(String alias) {
        return directory.resolve(alias + ".p12");
    }

    private void keytool(String alias, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", alias, "-keystore", store(alias).toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
