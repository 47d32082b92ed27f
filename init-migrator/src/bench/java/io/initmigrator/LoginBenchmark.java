package io.initmigrator;

import io.initmigrator.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures logins without a query by PostgreSQL's own client, pgbench: the minimum cost of a waiting pod. */
final class LoginBenchmark {

    private static final Pattern PER_SECOND = Pattern.compile("tps = ([0-9.]+)");

    private LoginBenchmark() {}

    /** Returns the time of {@code number} simultaneous logins, from the start of the first to the end of the last. */
    static long millis(int number, TestDatabase database, Path directory) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("one.sql"), "select 1\n");
        ProcessBuilder builder =
                new ProcessBuilder("pgbench --no-vacuum --connect --transactions 1 --client %d --jobs %d --file %s %s"
                        .formatted(number, number, script, database.name())
                        .split(" "));
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", database.server().host(),
                        "PGPORT", Integer.toString(database.server().port()),
                        "PGUSER", database.user(),
                        "PGPASSWORD", database.password()));
        Process process = builder.redirectErrorStream(true).start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher perSecond = PER_SECOND.matcher(report);
        if (process.waitFor() != 0 || !perSecond.find()) {
            throw new IOException(report);
        }
        return Math.round(TimeUnit.SECONDS.toMillis(number) / Double.parseDouble(perSecond.group(1)));
    }
}
