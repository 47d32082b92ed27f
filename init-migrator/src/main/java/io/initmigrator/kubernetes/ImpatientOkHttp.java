package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** OkHttp that gives up a connection on which nothing comes: a watch whose network died without a word must not stay for ever. */
final class ImpatientOkHttp extends OkHttpClientFactory {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        builder.readTimeout(LONGEST_SILENCE);
    }
}
