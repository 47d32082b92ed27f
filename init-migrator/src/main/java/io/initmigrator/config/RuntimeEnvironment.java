package io.initmigrator.config;

import io.initmigrator.rollout.ClusterAdvice;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Detects the platform from the environment and a few well-known files.
 *
 * @param serviceAccount directory of the mounted service account token
 * @param hostNameFile kernel file with the host name
 */
record RuntimeEnvironment(Map<String, String> environment, Path serviceAccount, Path hostNameFile) {

    /** Alphabet of {@code k8s.io/apimachinery/pkg/util/rand}. */
    private static final String HASH_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int MIN_HASH_LENGTH = 6;
    private static final int MAX_HASH_LENGTH = 10;
    private static final int RANDOM_LENGTH = 5;
    private static final int MAX_LABEL_LENGTH = 63;

    static RuntimeEnvironment of(Map<String, String> environment) {
        return new RuntimeEnvironment(
                environment,
                Path.of("/var/run/secrets/kubernetes.io/serviceaccount"),
                Path.of("/proc/sys/kernel/hostname"));
    }

    /** True in a pod, with or without a token. */
    boolean isPod() {
        return variable("KUBERNETES_SERVICE_HOST").isPresent();
    }

    boolean isCluster() {
        return isPod() && Files.exists(serviceAccount.resolve("token"));
    }

    /** Advice for this pod, if its name is known, also with coordination by database. */
    ClusterAdvice advice() {
        return isPod() && variable("POD_NAME").isPresent() ? new ClusterAdvice(true, workload()) : ClusterAdvice.NONE;
    }

    /** {@code POD_WORKLOAD}, which the kubectl plugin sets, or the Deployment by the pod's name; empty if neither tells. */
    private String workload() {
        String given = variable("POD_WORKLOAD").orElse("");
        if (!given.isEmpty()) {
            return given;
        }
        String hash = podTemplateHash();
        String name = podName();
        return hash.isEmpty() ? "" : "deployment/" + name.substring(0, name.lastIndexOf("-" + hash + "-"));
    }

    /** The pod's name; the host name outside a cluster. */
    String podName() {
        return variable("POD_NAME").or(() -> variable("HOSTNAME")).orElseGet(this::hostName);
    }

    /**
     * The hash in the name of a Deployment's pod ({@code orders-7d4f9c8b6d-x2p4q}); empty in any other name. Hashes contain no
     * vowels and no similar digits, so that words rarely match.
     */
    String podTemplateHash() {
        String name = variable("POD_NAME").orElse("");
        int end = name.lastIndexOf('-');
        int begin = end < 0 ? -1 : name.lastIndexOf('-', end - 1);
        String hash = begin < 0 ? "" : name.substring(begin + 1, end);
        boolean isHash = begin > 0
                && name.length() - end - 1 == RANDOM_LENGTH
                && hash.length() >= MIN_HASH_LENGTH
                && hash.length() <= MAX_HASH_LENGTH;
        for (int i = 0; isHash && i < hash.length(); i++) {
            isHash = HASH_ALPHABET.indexOf(hash.charAt(i)) >= 0;
        }
        return isHash ? hash : "";
    }

    Optional<String> podNamespace() {
        return variable("POD_NAMESPACE").or(() -> firstLine(serviceAccount.resolve("namespace")));
    }

    /** As {@link ValueParser#NAMESPACE}, without a regular expression: every start reads it. */
    static boolean isNamespace(String text) {
        boolean valid = !text.isEmpty()
                && text.length() <= MAX_LABEL_LENGTH
                && text.charAt(0) != '-'
                && text.charAt(text.length() - 1) != '-';
        for (int i = 0; valid && i < text.length(); i++) {
            char letter = text.charAt(i);
            valid = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
        }
        return valid;
    }

    Optional<String> podUid() {
        return variable("POD_UID");
    }

    private String hostName() {
        return firstLine(hostNameFile).orElseGet(RuntimeEnvironment::networkName);
    }

    private static String networkName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(Predicate.not(String::isEmpty));
    }

    private static Optional<String> firstLine(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return Optional.ofNullable(lines.readLine()).map(String::strip).filter(Predicate.not(String::isEmpty));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
