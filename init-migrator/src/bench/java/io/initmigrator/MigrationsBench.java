package io.initmigrator;

import io.initmigrator.application.ExitCode;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;

/**
 * Measures 100 migrations by init-migrator and by Flyway alone, from the first setting to the end, alternating in one warm JVM: without the
 * start of a JVM and its class loading. {@code scripts/bench} runs it.
 */
final class MigrationsBench {

    private static final int SCRIPTS = 100;
    private static final int WARM_UP = 20;

    private MigrationsBench() {}

    /**
     * Runs {@code MigrationsBench ROUNDS} on the server of libpq's variables: prints both medians in milliseconds, and the median of the
     * ratios.
     */
    public static void main(String[] args) throws IOException {
        Path bundle = lay();
        List<Long> ours = new ArrayList<>();
        List<Long> flyways = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = -WARM_UP; round < Integer.parseInt(args[0]); round++) {
            // The second run may find warm caches, so each is second in half of the rounds.
            boolean first = round % 2 == 0;
            long before = first ? 0 : flyway(bundle);
            long our = ours(bundle);
            long flyway = first ? flyway(bundle) : before;
            if (round >= 0) {
                ours.add(our);
                flyways.add(flyway);
                ratios.add((double) our / flyway);
            }
        }
        System.out.printf("%d %d %.2f%n", median(ours), median(flyways), median(ratios));
        System.exit(0);
    }

    private static long ours(Path bundle) {
        InProcessRun launch = InProcessRun.on(freshDatabase(), bundle);
        return time(() -> {
            if (launch.run().code() != ExitCode.OK) {
                throw new IllegalStateException("the migrations failed");
            }
        });
    }

    private static long flyway(Path bundle) {
        TestDatabase database = freshDatabase();
        return time(() -> Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + bundle)
                .load()
                .migrate());
    }

    private static TestDatabase freshDatabase() {
        Server server = new Server(
                variable("PGHOST"), Integer.parseInt(variable("PGPORT")), variable("PGUSER"), variable("PGPASSWORD"));
        TestDatabase maintenance = new TestDatabase(server, "postgres");
        maintenance.execute("drop database if exists bench_warm");
        maintenance.execute("create database bench_warm");
        return new TestDatabase(server, "bench_warm");
    }

    private static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    private static Path lay() throws IOException {
        Path bundle = Files.createTempDirectory("init-migrator-migrations-");
        for (int version = 1; version <= SCRIPTS; version++) {
            Files.writeString(
                    bundle.resolve("V" + version + "__t.sql"),
                    "create table t" + version + " (id int primary key, name text);\n");
        }
        return bundle;
    }

    private static long time(Runnable work) {
        long started = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    private static <T extends Comparable<T>> T median(List<T> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
