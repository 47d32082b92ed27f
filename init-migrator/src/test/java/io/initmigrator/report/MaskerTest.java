package io.initmigrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3cret | password is s3cret. | password is ****.",
                "s3cret | line\\ns3cret | line\\n****",
                "app | application of app, role 'app' | application of ****, role '****'",
                "orders | database orders_db | database orders_db",
                "correct-horse-battery | xcorrect-horse-batteryx | x****x",
                "p@ss/w rd | jdbc://h?password=p%40ss%2Fw+rd | jdbc://h?password=****",
                "p@ss/w rd | postgres://u:p%40ss%2Fw%20rd@h | postgres://u:****@h",
                "a.c | abc a.c | abc ****"
            })
    void secretIsReplaced(String secret, String text, String masked) {
        assertThat(new Masker(() -> Set.of(secret)).mask(text)).isEqualTo(masked);
    }

    @Test
    void longerSecretComesFirst() {
        assertThat(new Masker(() -> Set.of("abc", "abc-def")).mask("abc-def abc"))
                .isEqualTo("**** ****");
    }

    @Test
    void escapedForJsonItIsStillFound() {
        assertThat(new Masker(() -> Set.of("a\"b\\c")).mask("{\"k\":\"a\\\"b\\\\c\"}"))
                .isEqualTo("{\"k\":\"****\"}");
    }

    @Test
    void linesOfALongSecretAreFoundByThemselves() {
        assertThat(new Masker(() -> Set.of("-----BEGIN KEY-----\n  MIIEvQIBADANBgkq\nend\n"))
                        .mask("at \"-----BEGIN KEY-----; MIIEvQIBADANBgkq; end\""))
                .isEqualTo("at \"****; ****; end\"");
    }

    @Test
    void secretLearntLaterIsMaskedToo() {
        Set<String> secrets = new HashSet<>();
        Masker masker = new Masker(() -> Set.copyOf(secrets));
        assertThat(masker.mask("rotated")).isEqualTo("rotated");

        secrets.add("rotated");

        assertThat(masker.mask("rotated")).isEqualTo("****");
    }
}
