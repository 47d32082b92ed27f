package io.initmigrator.faults;

import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds one pod's proxies to PostgreSQL and to the Kubernetes API. */
final class NetworkPaths implements AutoCloseable {

    private static final Pattern SERVER = Pattern.compile("(\"?server\"?: *\"?)(https?://[^\\s\"]+)");

    private final TcpProxy postgres;
    private final TcpProxy api;
    private final Path kubeconfig;

    private NetworkPaths(TcpProxy postgres, TcpProxy api, Path kubeconfig) {
        this.postgres = postgres;
        this.api = api;
        this.kubeconfig = kubeconfig;
    }

    /** @param kubeconfig of an API that accepts any host name of this machine */
    static NetworkPaths to(TestBed bed, Path kubeconfig, Path directory) throws IOException {
        String text = Files.readString(kubeconfig);
        Matcher server = SERVER.matcher(text);
        if (!server.find()) {
            throw new IOException("no server in " + kubeconfig);
        }
        URI uri = URI.create(server.group(2));
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        TcpProxy api = TcpProxy.to(uri.getHost(), port);
        Path copy = Files.createTempFile(directory, "kubeconfig-", "");
        Files.writeString(
                copy, server.replaceAll("$1" + uri.getScheme() + "://127.0.0.1:" + api.port() + uri.getPath()));
        return new NetworkPaths(TcpProxy.to("localhost", bed.postgres().port()), api, copy);
    }

    TcpProxy postgres() {
        return postgres;
    }

    TcpProxy api() {
        return api;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        api.close();
    }
}
