package io.initmigrator.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the mock in its own process. */
final class MockApiProcess implements KubernetesApi {

    private static final Pattern SERVER = Pattern.compile("\"server\": *\"([^\"]+)\"");

    private final Path directory;
    private final Process process;

    private MockApiProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    static MockApiProcess start(Children children) throws IOException {
        Path directory = Files.createTempDirectory("init-migrator-kubernetes-");
        try {
            MockApiProcess mock = new MockApiProcess(directory, launch(children, directory));
            mock.awaitReady();
            return mock;
        } catch (IOException | RuntimeException e) {
            remove(directory);
            throw e;
        }
    }

    private static Process launch(Children children, Path directory) throws IOException {
        return children.start(new ProcessBuilder(
                        Build.java(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Build.testClassPath(),
                        "io.initmigrator.support.MockKubernetesApi",
                        kubeconfig(directory).toString(),
                        "--until-eof")
                .redirectErrorStream(true));
    }

    @Override
    public String description() {
        return "A mock of the Kubernetes API keeps the Lease, as process " + process.pid();
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig(directory);
    }

    @Override
    public OptionalLong requests() throws IOException {
        return OptionalLong.of(ask("GET", "/requests")
                .lines()
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum());
    }

    @Override
    public void deleteLease(String name) throws IOException {
        ask("DELETE", "/apis/coordination.k8s.io/v1/namespaces/default/leases/" + name);
    }

    @Override
    public void answer(String lease, int code) throws IOException {
        ask("POST", "/answer?lease=" + lease + "&code=" + code);
    }

    private String ask(String method, String path) throws IOException {
        Matcher server = SERVER.matcher(Files.readString(kubeconfig()));
        if (!server.find()) {
            throw new IOException("no server in " + kubeconfig());
        }
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(server.group(1) + path).toURL().openConnection();
        connection.setRequestMethod(method);
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        remove(directory);
    }

    private void awaitReady() throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("ready")) {
                Thread.ofVirtual().start(() -> drain(output));
                return;
            }
            said.append(line).append('\n');
        }
        throw new IOException("the mock of the Kubernetes API ended at once:\n" + said);
    }

    /** Discards the output, so that the process never blocks on a full pipe. */
    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            // The process has ended, so its output is complete.
        }
    }

    private static Path kubeconfig(Path directory) {
        return directory.resolve("kubeconfig");
    }

    private static void remove(Path directory) throws IOException {
        Files.deleteIfExists(kubeconfig(directory));
        Files.deleteIfExists(directory);
    }
}
