package io.initmigrator;

import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.schema.Bundle;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Measures the followers of a leader: the time from its record on the Lease to their end, and their cost while they wait. The parts
 * alternate: the Kubernetes API with a PostgreSQL that answers in no time, one that requires no password, and one that does; for
 * comparison, the cost of as many logins without a query. {@code scripts/bench} runs it.
 */
final class WaitersBench {

    private final Path directory;
    private final TestDatabase database;
    private final TestDatabase trusted;
    private final Bundle bundle;

    private WaitersBench(Path directory, TestDatabase database, TestDatabase trusted, Bundle bundle) {
        this.directory = directory;
        this.database = database;
        this.trusted = trusted;
        this.bundle = bundle;
    }

    /**
     * Runs {@code WaitersBench ROUNDS SECONDS PODS...}, or {@code WaitersBench ROUNDS INIT-MIGRATOR PODS...} for processes of that program:
     * prints a row of Markdown for each number of pods.
     */
    public static void main(String[] args) throws Exception {
        WaitersBench bench = prepare();
        for (String pods : List.of(args).subList(2, args.length)) {
            int number = Integer.parseInt(pods);
            int rounds = Integer.parseInt(args[0]);
            if (args[1].matches("\\d+")) {
                bench.measurePods(number, rounds, Integer.parseInt(args[1]));
            } else {
                bench.measureProcesses(number, rounds, args[1]);
            }
        }
        System.exit(0);
    }

    private static WaitersBench prepare() throws Exception {
        Path directory = Files.createTempDirectory("init-migrator-waiters-");
        System.setProperty("kubeconfig", directory.resolve("kubeconfig").toString());
        Path scripts = Files.createDirectory(directory.resolve("bundle"));
        Files.writeString(scripts.resolve("V1__t.sql"), "create table t (id int);\n");
        TestDatabase database = TestPostgres.freshDatabase();
        InProcessRun.on(database, scripts).run();
        String digest =
                database.strings("select bundle from init_migrator_receipt").getFirst();
        return new WaitersBench(directory, database, trusting(database), new Bundle(digest, 1, scripts.toString()));
    }

    /** Returns the database with a role that needs no password. */
    private static TestDatabase trusting(TestDatabase database) throws IOException {
        Path rules = Path.of(database.string("show hba_file"));
        Files.writeString(rules, "host all trusted all trust\n" + Files.readString(rules));
        database.execute("create role trusted superuser login");
        database.execute("select pg_reload_conf()");
        var server = new TestPostgres.Server(
                database.server().host(), database.server().port(), "trusted", "");
        return new TestDatabase(server, database.name());
    }

    private void measurePods(int pods, int rounds, int seconds) throws Exception {
        Column alone = new Column();
        Column withoutPassword = new Column();
        Column withPassword = new Column();
        Column logIns = new Column();
        Column passwords = new Column();
        round(pods, WaitingPods.on(database, bundle));
        for (int round = 0; round < rounds; round++) {
            alone.add(round(pods, WaitingPods.withoutPostgres(bundle)));
            withoutPassword.add(round(pods, WaitingPods.on(trusted, bundle)));
            logIns.add(LoginBenchmark.millis(pods, trusted, directory));
            withPassword.add(round(pods, WaitingPods.on(database, bundle)));
            passwords.add(LoginBenchmark.millis(pods, database, directory));
        }
        WaitersRound.Seen seen = wait(pods, seconds);
        double requests = seen.requests() * 60.0 / Math.max(1, seconds) / pods;
        System.out.printf(
                "| %d | %s | %s | %s | %s | %s | %.2f | %d |%n",
                pods, alone, withoutPassword, logIns, withPassword, passwords, requests, seen.sessions());
    }

    private void measureProcesses(int pods, int rounds, String program) throws Exception {
        Column withPassword = new Column();
        Column passwords = new Column();
        for (int round = 0; round < rounds; round++) {
            withPassword.add(round(pods, number -> start(program, number)));
            passwords.add(LoginBenchmark.millis(pods, database, directory));
        }
        System.out.printf("| %d | %s | %s |%n", pods, withPassword, passwords);
    }

    private WaitersRound begin() throws IOException {
        return WaitersRound.begin(directory.resolve("kubeconfig"), database, bundle.digest());
    }

    private long round(int pods, WaitersRound.Siblings siblings) throws Exception {
        try (WaitersRound round = begin()) {
            return round.recordAndAwait(round.gather(pods, siblings));
        }
    }

    private WaitersRound.Seen wait(int pods, int seconds) throws Exception {
        try (WaitersRound round = begin()) {
            List<CompletableFuture<Long>> ends = round.gather(pods, WaitingPods.on(database, bundle));
            WaitersRound.Seen seen = round.waitFor(seconds);
            round.recordAndAwait(ends);
            return seen;
        }
    }

    private CompletableFuture<Long> start(String program, int number) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program);
        InProcessRun.on(database, Path.of(bundle.location()))
                .with("MIGRATOR_COORDINATION", "lease")
                .with("MIGRATOR_LEASE_NAMESPACE", "default")
                .with("MIGRATOR_LEASE_NAME", WaitersRound.LEASE)
                .with("MIGRATOR_IDENTITY", "pod-" + number)
                .with("KUBECONFIG", directory.resolve("kubeconfig").toString())
                .environment()
                .forEach(builder.environment()::put);
        builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
        return builder.start().onExit().thenApply(process -> {
            if (process.exitValue() != 0) {
                throw new IllegalStateException("pod " + number + " exited " + process.exitValue());
            }
            return System.nanoTime();
        });
    }

    /** Collects milliseconds, printed as median and p99. */
    private static final class Column {

        private final List<Long> times = new ArrayList<>();

        void add(long millis) {
            times.add(millis);
        }

        @Override
        public String toString() {
            return quantile(0.5) + " / " + quantile(0.99);
        }

        private long quantile(double share) {
            return times.stream().sorted().toList().get((int) Math.ceil(times.size() * share) - 1);
        }
    }
}
