package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class PasswordExposureTest {

    @ParameterizedTest
    @CsvSource({
        "//db.example/x, unset",
        "//db.example/x?sslmode=prefer, prefer",
        "//db.example/x?sslmode=ALLOW, allow",
        "//db.example/x?sslmode=disable, disable",
        "'//localhost,db.example/x', unset",
        "//db.example/x?ssl=false, unset",
        "//10.0.0.1/x?requireAuth=password, unset",
        "'//10.0.0.1/x?requireAuth=scram-sha-256,password', unset",
        "//10.0.0.1/x?requireAuth=!md5, unset"
    })
    void passwordMayBeAskedForInClearText(String url, String mode) {
        assertThat(PasswordExposure.of(parsed(url), Map.of())).contains(mode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//localhost/x",
                "//127.0.0.1:5433/x",
                "//[::1]/x",
                "//localhost,127.0.0.2/x",
                "x",
                "//db.example/x?sslmode=require",
                "//db.example/x?sslmode=verify-full",
                "//db.example/x?ssl=true",
                "//db.example/x?channelBinding=require",
                "//db.example/x?requireAuth=scram-sha-256",
                "//db.example/x?requireAuth=!password"
            })
    void passwordIsSafe(String url) {
        assertThat(PasswordExposure.of(parsed(url), Map.of())).isEmpty();
    }

    @Test
    void propertiesBesideTheUrlCount() {
        assertThat(PasswordExposure.of(parsed("//db.example/x"), Map.of("sslmode", "verify-full")))
                .isEmpty();
    }

    private static Properties parsed(String url) {
        return Objects.requireNonNull(Driver.parseURL("jdbc:postgresql:" + url, new Properties()));
    }
}
