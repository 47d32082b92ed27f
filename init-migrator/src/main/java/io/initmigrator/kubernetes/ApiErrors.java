package io.initmigrator.kubernetes;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.Problem;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Translates failures of API requests into exceptions of the ports. */
final class ApiErrors {

    private static final int MAX_QUOTE_LENGTH = 300;
    private static final Duration NOTABLE_DELAY = Duration.ofMillis(500);

    private static final String PERMISSION =
            "allow the pod's service account, by a Role and its RoleBinding in that namespace: ";

    private ApiErrors() {}

    /** Error for a request without a response. An untrusted certificate is permanent; everything else is transient. */
    static RuntimeException noAnswer(String request, Throwable cause) {
        if (isDistrust(cause)) {
            return new UnreachableException(
                    new Problem(
                            request + ": the Kubernetes API's certificate is not trusted (" + firstLine(cause) + ")",
                            "configure the certificate authority that signed it, or correct the server name"),
                    cause);
        }
        return new ApiUnavailableException(
                request + ": no answer from the Kubernetes API (" + firstLine(cause) + ")", null, cause);
    }

    /**
     * Error for a request without a response within {@code limit}. A process without processor time sends it late, which is not
     * the API server's fault.
     *
     * @param delay from the start of the attempt to its sending; empty if it was not sent
     */
    static ApiUnavailableException late(String request, Duration limit, Optional<Duration> delay) {
        if (delay.isEmpty()) {
            return new ApiUnavailableException(
                    request + ": not sent within " + limit.toMillis() + "ms; this process lacks processor time",
                    null,
                    null);
        }
        boolean isLate = delay.get().compareTo(NOTABLE_DELAY) >= 0;
        Duration own = isLate ? limit.minus(delay.get()) : limit;
        return new ApiUnavailableException(
                request + ": no answer from the Kubernetes API (none within " + Math.max(0, own.toMillis()) + "ms"
                        + (isLate
                                ? "; sent " + delay.get().toMillis()
                                        + "ms late, because this process lacks processor time"
                                : "")
                        + ")",
                null,
                null);
    }

    /** Error for an unexpected status. */
    static RuntimeException refused(String verb, LeaseAddress lease, Answer answer) {
        return refused(
                describe(verb, lease, answer),
                answer,
                remedy(verb, lease),
                "check the API server's address (KUBECONFIG) and the Lease's namespace (MIGRATOR_LEASE_NAMESPACE)");
    }

    /** Error for an unexpected status of a request for the workload, or for what belongs to it. */
    static RuntimeException refused(String verb, String resource, WorkloadAddress workload, Answer answer) {
        return refused(
                verb + " " + resource + " of " + workload + ": HTTP " + answer.code() + ": " + messageOf(answer.body()),
                answer,
                PERMISSION + workload.rules(),
                "check MIGRATOR_ROLLOUT, and that the pod runs in the workload's namespace");
    }

    private static RuntimeException refused(String what, Answer answer, String permission, String remedy) {
        return switch (answer.code()) {
            case 401 ->
                new UnreachableException(
                        what + "; its credentials (service account token, KUBECONFIG) are not accepted");
            case 403 -> new UnreachableException(new Problem(what, permission));
            case 408, 410, 429 -> unavailable(what, answer);
            default ->
                answer.code() >= 500 ? unavailable(what, answer) : new UnreachableException(new Problem(what, remedy));
        };
    }

    /** Error for a denied request that was permitted before, see {@link AccessHistory}. */
    static ApiUnavailableException deniedForNow(String verb, LeaseAddress lease, Answer answer) {
        return unavailable(
                describe(verb, lease, answer) + "; permitted before, so retried for "
                        + AccessHistory.TOLERANCE.toSeconds() + " s",
                answer);
    }

    /** Error for a successful response that is not an object of the kind asked for. */
    static RuntimeException notJson(String verb, String resource, WorkloadAddress workload, Answer answer) {
        return unavailable(
                verb + " " + resource + " of " + workload + ": the response is no " + resource + ": "
                        + messageOf(answer.body()),
                answer);
    }

    /** Error for a successful response that is not a Lease, such as a proxy's page or a truncated body. */
    static RuntimeException notALease(String verb, LeaseAddress lease, Answer answer) {
        return unavailable(describe(verb, lease, answer) + "; the response is not a Lease", answer);
    }

    /** {@code patch leases.coordination.k8s.io "x" in namespace "y": HTTP 403: …}. */
    static String describe(String verb, LeaseAddress lease, Answer answer) {
        return verb + " " + lease + ": HTTP " + answer.code() + ": " + messageOf(answer.body());
    }

    /** The message of a Status object, or the beginning of any other body. */
    static String messageOf(String body) {
        String message = Json.text(Json.parse(body), "message");
        return quote(message == null ? body : message);
    }

    /** The cause of a failed future. */
    static Throwable unwrapped(Throwable problem) {
        boolean isWrapper = problem instanceof ExecutionException || problem instanceof CompletionException;
        return isWrapper && problem.getCause() != null ? problem.getCause() : problem;
    }

    static String firstLine(Throwable problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank()
                ? problem.getClass().getSimpleName()
                : problem.getClass().getSimpleName() + ": "
                        + quote(message.strip().lines().findFirst().orElse(""));
    }

    private static ApiUnavailableException unavailable(String what, Answer answer) {
        return new ApiUnavailableException(what, answer.retryAfter(), null);
    }

    private static String remedy(String verb, LeaseAddress lease) {
        String rule = "apiGroups [\"coordination.k8s.io\"], resources [\"leases\"], ";
        return "create".equals(verb)
                ? "create the Lease beforehand, or " + PERMISSION + rule + "verbs [\"create\"]"
                : PERMISSION + rule
                        + "resourceNames [\"" + lease.name()
                        + ("patch".equals(verb)
                                ? "\"], verbs [\"get\", \"watch\", \"patch\"]"
                                : "\"], verbs [\"get\", \"watch\"], and \"patch\" if it migrates");
    }

    private static boolean isDistrust(@Nullable Throwable problem) {
        return problem != null
                && (problem instanceof CertificateException
                        || problem instanceof CertPathValidatorException
                        || problem instanceof CertPathBuilderException
                        || problem instanceof SSLPeerUnverifiedException
                        || isDistrust(Objects.equals(problem.getCause(), problem) ? null : problem.getCause()));
    }

    private static String quote(String text) {
        String line = text.strip().replace('\n', ' ');
        return BoundedText.of(line, MAX_QUOTE_LENGTH);
    }
}
