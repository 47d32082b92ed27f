package io.initmigrator;

import io.initmigrator.application.Application;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.core.StopSignal;
import io.initmigrator.postgres.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs init-migrator once in this JVM: everything between command line, environment and exit code. */
public record InProcessRun(Map<String, String> environment) {

    public InProcessRun {
        environment = Map.copyOf(environment);
    }

    /** Returns a run without Kubernetes, as the superuser, without log output. */
    public static InProcessRun on(TestDatabase database, Path bundle) {
        return new InProcessRun(Map.of(
                "FLYWAY_URL",
                database.url(),
                "FLYWAY_USER",
                database.user(),
                "FLYWAY_PASSWORD",
                database.password(),
                "FLYWAY_LOCATIONS",
                "filesystem:" + bundle,
                "MIGRATOR_COORDINATION",
                "database",
                "MIGRATOR_IDENTITY",
                "pod",
                "MIGRATOR_LOG_LEVEL",
                "error",
                "MIGRATOR_TERMINATION_LOG",
                "/dev/null"));
    }

    public InProcessRun with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new InProcessRun(changed);
    }

    public InProcessRun without(String variable) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.remove(variable);
        return new InProcessRun(changed);
    }

    public ExitStatus run(String... words) {
        return new Application(List.of(words), environment, new StopSignal(Thread.currentThread())).end();
    }

    /** Runs at level {@code info}, and adds what is logged or printed to {@code output}. */
    public ExitStatus runInto(ByteArrayOutputStream output, String... words) {
        PrintStream original = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            return with("MIGRATOR_LOG_LEVEL", "info").run(words);
        } finally {
            System.setOut(original);
        }
    }

    /** Runs in its own thread, and returns once it waits for the advisory lock that another session holds. */
    public CompletableFuture<ExitStatus> startUntilItWaits(String... words) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        CompletableFuture<ExitStatus> ending = CompletableFuture.supplyAsync(() -> runInto(output, words));
        TestDatabase.await(
                "a wait for the advisory lock",
                () -> output.toString(StandardCharsets.UTF_8).contains("Waiting for advisory lock"));
        return ending;
    }

    /** Runs in its own thread. */
    public CompletableFuture<ExitStatus> start(String... words) {
        CompletableFuture<ExitStatus> ending = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("launch").start(() -> ending.complete(run(words)));
        return ending;
    }
}
