package io.initmigrator.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskerTest {

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
                "p@ss/w rd | postgres://u:p%40ss%2Fw%20rd@h | postgres://****@h",
                "a.c | abc a.c | abc ****"
            })
    void secretIsReplaced(String secret, String text, String masked) {
        assertThat(new SecretMasker(() -> Set.of(secret)).mask(text)).isEqualTo(masked);
    }

    @Test
    void longerSecretComesFirst() {
        assertThat(new SecretMasker(() -> Set.of("abc", "abc-def")).mask("abc-def abc"))
                .isEqualTo("**** ****");
    }

    @Test
    void escapedForJsonItIsStillFound() {
        assertThat(new SecretMasker(() -> Set.of("a\"b\\c")).mask("{\"k\":\"a\\\"b\\\\c\"}"))
                .isEqualTo("{\"k\":\"****\"}");
    }

    @Test
    void linesOfALongSecretAreFoundByThemselves() {
        assertThat(new SecretMasker(() -> Set.of("-----BEGIN KEY-----\n  MIIEvQIBADANBgkq\nend\n"))
                        .mask("at \"-----BEGIN KEY-----; MIIEvQIBADANBgkq; end\""))
                .isEqualTo("at \"****\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cannot open /ca.pem?password=hidden     | cannot open /ca.pem?password=****
            password=hidden&x=y                     | password=****&x=y
            sslPassword = hidden x                  | sslPassword = **** x
            password='hid den' x                    | password=**** x
            password='hidden                        | password=****
            x%26password%3Dhidden                   | x%26password%3D****
            {"password":"hidden","a":"b"}           | {"password":****,"a":"b"}
            {"password": "hidden"}                  | {"password": ****}
            {"cause":"\\"token\\": \\"hid den\\""}  | {"cause":"\\"token\\": ****"}
            {"cause":"pwd=hid\\\\den","a":"b"}      | {"cause":"pwd=****","a":"b"}
            {"cause":"password=","script":"V1"}     | {"cause":"password=","script":"V1"}
            {"cause":"pwd=\\"hidden","script":"V1"} | {"cause":"pwd=****","script":"V1"}
            pwd:hidden                              | pwd:****
            client_secret=hidden                    | client_secret=****
            PGPASSWORD=hidden                       | PGPASSWORD=****
            FLYWAY_PASSWORD_FILE=/run/x             | FLYWAY_PASSWORD_FILE=/run/x
            no token: none is mounted               | no token: none is mounted
            password authentication failed          | password authentication failed
            postgres://u:hid/d@en@h/db              | postgres://****@h/db
            https:\\/\\/u:hidden@h                  | https:\\/\\/****@h
            https://h/x                             | https://h/x
            Authorization: Bearer hidden.x-y        | Authorization: Bearer ****
            bearer token is refused                 | bearer token is refused
            got eyJhbGciOiJSUzI1NiJ9.eyJpc3Mi.c2ln  | got ****""")
    void whatStandsWhereASecretUsuallyDoesIsReplaced(String text, String masked) {
        SecretMasker masker = new SecretMasker(Set::of);

        assertThat(masker.mask(text)).isEqualTo(masked);
        assertThat(masker.mask(masked)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"first then7 x", "first; then7; x", "first then7", "firstthen7", "near then7", "first\\nthen7"})
    void linesOfAShortSecretAreFoundHoweverTheyAreJoined(String text) {
        assertThat(new SecretMasker(() -> Set.of("first\nthen7\n")).mask(text)).doesNotContain("first", "then7");
    }

    @Test
    void rightsOfALiteralThatASecretEndsAreFound() {
        SecretMasker masker = new SecretMasker(() -> Set.of("abc'RestOf it", "don\\'tell"));

        assertThat(masker.mask("syntax error at or near \"restof\" in 'abc''RestOf it'"))
                .isEqualTo("syntax error at or near \"****\" in '****'");
        assertThat(masker.mask("near \"tell\"")).isEqualTo("near \"****\"");
    }

    @Test
    void secretLearntLaterIsMaskedToo() {
        Set<String> secrets = new HashSet<>();
        SecretMasker masker = new SecretMasker(() -> Set.copyOf(secrets));
        assertThat(masker.mask("rotated")).isEqualTo("rotated");

        secrets.add("rotated");

        assertThat(masker.mask("rotated")).isEqualTo("****");
    }
}
