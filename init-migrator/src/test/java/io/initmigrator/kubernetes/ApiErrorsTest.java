package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

class ApiErrorsTest {

    @Test
    void certificateThatIsNotTrustedIsNotTriedAgain() {
        var distrust = new SSLHandshakeException("PKIX path building failed");
        distrust.initCause(new CertPathBuilderException("unable to find valid certification path"));

        assertThat(ApiErrors.noAnswer("GET /", distrust))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("PKIX path building failed")
                .hasMessageContaining("certificate authority");
        assertThat(ApiErrors.noAnswer("GET /", new SSLPeerUnverifiedException("Hostname 10.0.0.1 not verified")))
                .isInstanceOf(UnreachableException.class);
    }

    @Test
    void brokenConnectionMayHealAlsoUnderTls() {
        assertThat(ApiErrors.noAnswer("GET /", new SSLException("Connection reset", new IOException("reset"))))
                .isInstanceOf(ApiUnavailableException.class);
    }

    @Test
    void requestThatWasSentLateIsNotTheServersFault() {
        Duration limit = Duration.ofSeconds(5);

        assertThat(ApiErrors.late("GET /", limit, Optional.empty()))
                .hasMessage("GET /: not sent within 5000ms; this process lacks processor time");
        assertThat(ApiErrors.late("GET /", limit, Optional.of(Duration.ofMillis(3_200))))
                .hasMessage(
                        "GET /: no answer from the Kubernetes API (none within 1800ms; sent 3200ms late, because this"
                                + " process lacks processor time)");
        assertThat(ApiErrors.late("GET /", limit, Optional.of(Duration.ofMillis(20))))
                .hasMessage("GET /: no answer from the Kubernetes API (none within 5000ms)");
    }

    @Test
    void longAnswersAreQuotedInPart() {
        assertThat(ApiErrors.messageOf("x".repeat(10_000))).hasSizeLessThan(400);
    }
}
