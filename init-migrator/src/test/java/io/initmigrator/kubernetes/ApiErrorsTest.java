package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
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
    void longAnswersAreQuotedInPart() {
        assertThat(ApiErrors.messageOf("x".repeat(10_000))).hasSizeLessThan(400);
    }
}
