package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.initmigrator.core.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @Test
    void exceptionsAreWhatOtherToolsUnderstand() {
        Config config = settled("http://proxy:3128", ".svc", "*.cluster.local", " 10.0.0.0/8 ", "[::1]", "127.*", "");

        assertThat(config.getNoProxy()).containsExactly(".svc", ".cluster.local", "10.0.0.0/8", "::1");
        assertThat(config.getHttpsProxy()).isEqualTo("http://proxy:3128");
    }

    @Test
    void starMeansNoProxyAtAll() {
        assertThat(settled("http://proxy:3128", "*").getHttpsProxy()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.corp.example,http://proxy.corp.example:80",
        "https://proxy.corp.example/,https://proxy.corp.example:443",
        "socks5://proxy,socks5://proxy:1080",
        "proxy:3128,http://proxy:3128",
        "http://user:pass@proxy:3128,http://user:pass@proxy:3128"
    })
    void proxyHasTheUsualPortWhereItNamesNone(String given, String used) {
        assertThat(settled(given).getHttpsProxy()).isEqualTo(used);
    }

    @Test
    void emptyOneIsNone() {
        assertThat(settled("").getHttpsProxy()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://user:s3cret@pro xy:1", "ftp://user:s3cret@proxy:1", "http://user:s3cret@proxy:port"})
    void whatIsNoAddressIsRefusedWithoutQuotingIt(String proxy) {
        assertThatThrownBy(() -> settled(proxy))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .message()
                .doesNotContain("s3cret");
    }

    private static Config settled(String proxy, String... exceptions) {
        Config config = new ConfigBuilder(Config.empty())
                .withHttpsProxy(proxy)
                .withNoProxy(exceptions)
                .build();
        ProxySettings.apply(config);
        return config;
    }
}
