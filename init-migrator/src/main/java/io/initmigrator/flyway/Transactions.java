package io.initmigrator.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** What a transaction does for a script, and what a script may leave behind that none protects. */
final class Transactions {

    private static final Pattern COPY_FROM_CLIENT = Pattern.compile("(?im)^\\s*copy\\b[^;]*\\bfrom\\s+stdin\\b[^;]*;");
    private static final Pattern END_OF_COPY = Pattern.compile("(?m)^\\\\\\.\\s*$");

    /** Of a script that has such a COPY and no end of it. */
    private static final Duration LONGEST_PARSING = Duration.ofSeconds(5);

    private final Predicate<String> ending;
    private final Function<String, List<String>> creating;

    /**
     * @param ending whether a script's text ends the transaction that it is run in
     * @param creating the names of the indexes that a script's text creates
     */
    Transactions(Predicate<String> ending, Function<String, List<String>> creating) {
        this.ending = ending;
        this.creating = creating;
    }

    /**
     * Whether Flyway runs it in one.
     *
     * @throws FlywayException where Flyway cannot make statements of it, or would never be done with it
     */
    static boolean mayRunIn(MigrationInfo script) {
        String text = text(script);
        Matcher copy = COPY_FROM_CLIENT.matcher(text);
        int last = -1;
        while (copy.find()) {
            last = copy.end();
        }
        boolean isEnded = last < 0
                || END_OF_COPY.matcher(text).region(last, text.length()).find();
        return isEnded ? isRunIn(script) : isRunInIfItEnds(script);
    }

    /** The same; in one where Flyway cannot tell, since it does not run the script then. */
    static boolean wouldRunIn(MigrationInfo script) {
        try {
            return mayRunIn(script);
        } catch (FlywayException unparsable) {
            return true;
        }
    }

    /** Flyway decides that from the statements, and tells it nowhere in its public API. */
    private static boolean isRunIn(MigrationInfo script) {
        return !(script instanceof MigrationInfoImpl known) || known.canExecuteInTransaction();
    }

    /** What looks like an endless one may stand in a comment. */
    private static boolean isRunInIfItEnds(MigrationInfo script) {
        FutureTask<Boolean> parsing = new FutureTask<>(() -> isRunIn(script));
        Thread.ofPlatform().daemon().name("parser").start(parsing);
        try {
            return parsing.get(LONGEST_PARSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FlywayException(
                    "the data of its COPY … FROM STDIN have no end; close them with a line that says \\.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FlywayException fault ? fault : new FlywayException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlywayException("stopped while the scripts were read", e);
        }
    }

    /** Whether the script and its history row happen both or not at all. */
    boolean protect(MigrationInfo script) {
        return isRunIn(script) && !ending.test(text(script));
    }

    List<String> createdIndexes(MigrationInfo script) {
        return creating.apply(text(script));
    }

    /** Empty for what is no file, such as a migration written in Java. */
    private static String text(MigrationInfo script) {
        Path file = Path.of(script.getPhysicalLocation());
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try {
            // In another encoding, only names beyond ASCII are lost.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
