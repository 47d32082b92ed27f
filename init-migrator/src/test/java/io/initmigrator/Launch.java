package io.initmigrator;

import io.initmigrator.coordination.StopSignal;
import io.initmigrator.postgres.testing.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One start of init-migrator, in this JVM: all that lies between command line, environment and exit code. */
record Launch(Map<String, String> environment) {

    Launch {
        environment = Map.copyOf(environment);
    }

    /** Without Kubernetes, as the superuser, and silent. */
    static Launch on(TestDatabase database, Path bundle) {
        return new Launch(Map.of(
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

    Launch with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new Launch(changed);
    }

    Launch without(String variable) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.remove(variable);
        return new Launch(changed);
    }

    Ending run(String... words) {
        return new Run(List.of(words), environment, new StopSignal(Thread.currentThread())).end();
    }

    /** Runs in a thread of its own. */
    CompletableFuture<Ending> start(String... words) {
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("launch").start(() -> ending.complete(run(words)));
        return ending;
    }
}
