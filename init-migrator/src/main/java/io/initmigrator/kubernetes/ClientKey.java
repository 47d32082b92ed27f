package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.CertUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig's client key in PKCS#8, whose PEM header does not name the algorithm. fabric8 takes every such key for RSA; its
 * algorithm is found by trying. Other forms name it, and are left to fabric8.
 */
final class ClientKey {

    private static final String RSA = "RSA";
    private static final String EC = "EC";

    /** Edwards curves, Ed25519 among them, which fabric8 does not read. */
    private static final String EDDSA = "EdDSA";

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ClientKey() {}

    /**
     * Sets the algorithm of the key, or returns its key managers and removes the key from {@code config} if fabric8 cannot read it.
     */
    static Optional<KeyManager[]> complete(Config config) throws IOException, GeneralSecurityException {
        Optional<PrivateKey> key = read(config);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (!key.get().getAlgorithm().equals(EDDSA)) {
            config.setClientKeyAlgo(key.get().getAlgorithm());
            return Optional.empty();
        }
        KeyManager[] managers = managers(config, key.get());
        config.setClientKeyData(null);
        config.setClientKeyFile(null);
        config.setClientCertData(null);
        config.setClientCertFile(null);
        return Optional.of(managers);
    }

    private static Optional<PrivateKey> read(Config config) throws IOException, GeneralSecurityException {
        if (isEmpty(config.getClientKeyData()) && isEmpty(config.getClientKeyFile())) {
            return Optional.empty();
        }
        Matcher pem = PKCS8.matcher(text(config.getClientKeyData(), config.getClientKeyFile()));
        if (!pem.find()) {
            return Optional.empty();
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of(RSA, EC, EDDSA)) {
            try {
                return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
            } catch (InvalidKeySpecException other) {
                // The next one may fit.
            }
        }
        return Optional.empty();
    }

    private static KeyManager[] managers(Config config, PrivateKey key) throws IOException, GeneralSecurityException {
        Certificate[] chain;
        try (InputStream in =
                CertUtils.getInputStreamFromDataOrFile(config.getClientCertData(), config.getClientCertFile())) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
        }
        char[] password = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, password);
        store.setKeyEntry("client", key, password, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static String text(@Nullable String data, @Nullable String file) throws IOException {
        try (InputStream in = CertUtils.getInputStreamFromDataOrFile(data, file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
