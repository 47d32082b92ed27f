package io.initmigrator.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reviews random scripts, built from the statements of the cases and from fragments that begin or end something: no exception, and at most
 * linear time. {@code -Dfuzz.seconds} sets the duration, {@code -Dfuzz.seed} the first seed, which is the same in every build. A failure
 * names the seed that reproduces it alone.
 */
class LinterFuzzTest {

    private static final Duration FOR = Duration.ofSeconds(Long.getLong("fuzz.seconds", 10));

    /** A quadratic reader takes four times as long for a script of twice the length. */
    private static final double MAX_RATIO = 3;

    private static final int LENGTH = 100_000;

    /** Shorter times are dominated by the clock's resolution and by JIT compilation. */
    private static final long MEASURABLE = Duration.ofMillis(40).toNanos();

    private static final List<String> FRAGMENTS = List.of(
            ("( ) [ ] , ; . :: = ' '' \" \"\" $ $$ $a$ ${a} -- /* */ \\ \\. E'\\' U&'\\0061' B'1' X'f' :a ? * + - 1 1.5e9 é \u0000"
                            + " \uD83D\uDE80 a t orders \"Q\" public.t begin atomic end case when then commit rollback do execute"
                            + " language plpgsql alter table add column drop constraint check not null valid default set type using"
                            + " create unique index concurrently on view materialized as select from where with recursive insert into"
                            + " values update delete truncate partition of for in attach detach references primary key enum value if"
                            + " exists cascade only lock copy stdin grant function returns trigger domain sequence owned by identity"
                            + " generated always stored rename to schema extension reindex vacuum refresh -- init-migrator:ignore=x")
                    .split(" "));

    private final List<String> corpus = new ArrayList<>();

    @Test
    void anyScriptIsReviewedInLinearTime() throws IOException {
        readCorpus();
        long first = Long.getLong("fuzz.seed", 1);
        long end = System.nanoTime() + FOR.toNanos();
        long seed = first;
        do {
            review(script(new Random(seed)), seed);
            if ((seed - first) % 20 == 0) {
                measure(fragment(new Random(seed)), seed);
            }
            seed++;
        } while (System.nanoTime() < end);
        assertThat(seed).isGreaterThan(first);
        System.out.println("fuzzed " + (seed - first) + " scripts from seed " + first);
    }

    private void readCorpus() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/lint"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                corpus.add(Files.readString(file));
            }
        }
        assertThat(corpus).hasSizeGreaterThan(50);
    }

    private static void review(String sql, long seed) {
        try {
            Linter linter = new Linter(true);
            linter.learn(sql);
            linter.review(
                    List.of(
                            new Script("V1__a.sql", () -> sql, true, false),
                            new Script("R__b.sql", () -> sql, false, true)),
                    seed % 2 == 0);
            Linter.runsInTransaction(sql);
            Linter.endsTransaction(sql);
            Linter.createdIndexes(sql);
            Linter.psqlCommand(sql);
            Linter.endsInFunctionBody(sql);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("-Dfuzz.seed=" + seed + ": " + sql, e);
        }
    }

    /** Returns a case with some changes, or fragments alone. */
    private String script(Random random) {
        StringBuilder sql = new StringBuilder(random.nextInt(4) == 0 ? "" : corpus.get(random.nextInt(corpus.size())));
        for (int changes = 1 + random.nextInt(12); changes > 0; changes--) {
            int at = random.nextInt(sql.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> sql.delete(at, Math.min(sql.length(), at + 1 + random.nextInt(30)));
                case 1 ->
                    sql.insert(
                            at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())).repeat(1 + random.nextInt(4)));
                case 2 -> sql.setLength(at);
                case 3 -> sql.insert(at, corpus.get(random.nextInt(corpus.size())));
                default -> sql.insert(at, " " + fragment(random) + " ");
            }
        }
        return sql.toString();
    }

    private static String fragment(Random random) {
        StringBuilder text = new StringBuilder();
        for (int words = 1 + random.nextInt(6); words > 0; words--) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size()))).append(random.nextInt(3) == 0 ? "" : " ");
        }
        return text.append(random.nextInt(4) == 0 ? "\n" : "").toString();
    }

    /** Measures twice before it fails: a disturbance of the machine does not repeat, a quadratic reader does. */
    private static void measure(String fragment, long seed) {
        for (int length = LENGTH; length <= 4 * LENGTH; length *= 2) {
            long once = time(fragment, length);
            long twice = time(fragment, 2 * length);
            if (twice < MEASURABLE || twice < MAX_RATIO * once) {
                return;
            }
        }
        fail("-Dfuzz.seed=%d: more than linear time for a repeated <%s>", seed, fragment);
    }

    /** Measures processor time, the better of two runs. */
    private static long time(String fragment, int length) {
        String sql = fragment.repeat(Math.max(1, length / fragment.length()));
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            long started = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            new Linter(true).review("V1__a.sql", sql, true);
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - started);
        }
        return best;
    }
}
