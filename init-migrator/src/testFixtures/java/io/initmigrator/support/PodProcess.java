package io.initmigrator.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the distribution once, as a pod's init container does: a real process with its own environment. */
public final class PodProcess {

    private final String name;
    private final Process process;
    private final Instant started;
    private final ConcurrentLinkedQueue<Line> output = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Instant> ended = new CompletableFuture<>();

    /**
     * Describes how the process ended.
     *
     * @param exitCode of the process
     * @param output standard output and error, in order of arrival
     */
    public record Result(String pod, Instant started, Instant ended, int exitCode, List<Line> output) {

        public String text() {
            return output.stream().map(Line::text).collect(Collectors.joining("\n"));
        }
    }

    /** Holds one line of output, and when it arrived. */
    public record Line(Instant at, String text) {}

    private PodProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.started = Instant.now();
    }

    /**
     * Starts the process.
     *
     * @param environment all its variables, except those that a JVM needs to be found
     * @param listener receives each line of output; called from another thread
     */
    public static PodProcess start(
            Children children, PodSpec spec, Map<String, String> environment, Consumer<String> listener)
            throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(spec.dist().resolve("bin/init-migrator").toString()), spec.arguments().stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME", "LANG", "LC_ALL"));
        builder.environment().put("POD_NAME", spec.name());
        builder.environment().putAll(environment);
        PodProcess pod = new PodProcess(spec.name(), children.start(builder));
        Thread.ofVirtual().start(() -> pod.read(listener));
        return pod;
    }

    /** Names the pod, its command line, and the distribution that it starts. */
    public record PodSpec(String name, List<String> arguments, Path dist) {

        public static PodSpec named(String name, String... arguments) {
            return new PodSpec(name, List.of(arguments), Build.dist());
        }

        /** Returns the same pod with another release. */
        public PodSpec of(Path otherDist) {
            return new PodSpec(name, arguments, otherDist);
        }
    }

    public String name() {
        return name;
    }

    public Process process() {
        return process;
    }

    public Stream<Line> output() {
        return output.stream();
    }

    /** Waits until the process has ended; kills it and throws if that takes longer than {@code timeout}. */
    public Result await(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    name + " still runs after " + timeout.toSeconds() + " s; its output:\n" + output);
        }
        Instant end = ended.join();
        return new Result(name, started, end, process.exitValue(), List.copyOf(output));
    }

    private void read(Consumer<String> listener) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(new Line(Instant.now(), line));
                listener.accept(line);
            }
            ended.complete(Instant.now());
        } catch (IOException e) {
            ended.completeExceptionally(new UncheckedIOException(e));
        }
    }
}
