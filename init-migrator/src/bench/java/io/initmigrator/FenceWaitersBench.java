package io.initmigrator;

import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Processes that wait without Kubernetes for one that holds the advisory lock: what they cost while they wait, and how long
 * after its record the last one ends. {@code scripts/bench} runs it.
 */
final class FenceWaitersBench {

    private final Path directory;
    private final TestDatabase database;
    private final String program;

    private FenceWaitersBench(Path directory, TestDatabase database, String program) {
        this.directory = directory;
        this.database = database;
        this.program = program;
    }

    /** {@code FenceWaitersBench ROUNDS SECONDS INIT-MIGRATOR PROCESSES...}: prints a row of Markdown for each number of processes. */
    public static void main(String[] args) throws Exception {
        FenceWaitersBench bench = prepare(args[2]);
        for (String processes : List.of(args).subList(3, args.length)) {
            bench.measure(Integer.parseInt(processes), Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        }
        System.exit(0);
    }

    private static FenceWaitersBench prepare(String program) throws IOException {
        Path directory = Files.createTempDirectory("init-migrator-fence-waiters-");
        Files.writeString(
                Files.createDirectory(directory.resolve("bundle")).resolve("V1__t.sql"), "create table t (id int);\n");
        TestDatabase database = TestPostgres.freshDatabase();
        InProcessRun.on(database, directory.resolve("bundle")).run();
        database.execute("create table kept as select * from init_migrator_receipt");
        return new FenceWaitersBench(directory, database, program);
    }

    private void measure(int processes, int rounds, int seconds) throws Exception {
        List<Long> ends = new ArrayList<>();
        List<Long> logins = new ArrayList<>();
        List<Long> processorTimes = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            database.execute("truncate init_migrator_receipt");
            List<Process> waiters = new ArrayList<>();
            Session holder = takeFence();
            try {
                for (int number = 1; number <= processes; number++) {
                    waiters.add(start(number));
                }
                await(() -> waiting(processes) == processes);
                long loginsBefore = logins();
                Duration processorBefore = processorTime(waiters);
                TimeUnit.SECONDS.sleep(seconds);
                processorTimes.add(processorTime(waiters).minus(processorBefore).toMillis() * 10 / seconds / processes);
                logins.add((logins() - loginsBefore) * 10 / seconds);
                database.execute("insert into init_migrator_receipt select * from kept");
            } finally {
                holder.close();
            }
            long recorded = System.nanoTime();
            for (Process waiter : waiters) {
                if (waiter.waitFor() != 0) {
                    throw new IllegalStateException("a waiter exited " + waiter.exitValue());
                }
            }
            ends.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - recorded));
        }
        System.out.printf(
                "| %d | %.1f | %.1f | %d | %d |%n",
                processes,
                median(processorTimes) / 10.0,
                median(logins) / 10.0,
                median(ends),
                ends.stream().mapToLong(Long::longValue).max().orElseThrow());
    }

    private Session takeFence() throws InterruptedException {
        Session session = new PostgresDatabase(
                        TestSettings.of(database, "holder"), new SystemTime(), ThreadLocalRandom.current())
                .open();
        if (!(session.tryFence() instanceof FenceAttempt.Taken)) {
            throw new IllegalStateException("the advisory lock is not free");
        }
        return session;
    }

    private Process start(int number) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program);
        InProcessRun.on(database, directory.resolve("bundle"))
                .with("MIGRATOR_COORDINATION", "database")
                .with("MIGRATOR_IDENTITY", "process-" + number)
                .with("MIGRATOR_LOG_LEVEL", "info")
                .environment()
                .forEach(builder.environment()::put);
        return builder.redirectErrorStream(true)
                .redirectOutput(log(number).toFile())
                .start();
    }

    private Path log(int number) {
        return directory.resolve(number + ".log");
    }

    private long waiting(int processes) {
        long waiting = 0;
        for (int number = 1; number <= processes; number++) {
            try {
                waiting += Files.readString(log(number)).contains("Waiting for advisory lock") ? 1 : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return waiting;
    }

    /** A server reports a session once it has ended. */
    private long logins() {
        return database.number("select sessions from pg_stat_database where datname = pg_catalog.current_database()");
    }

    private static Duration processorTime(List<Process> processes) {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElseThrow())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
