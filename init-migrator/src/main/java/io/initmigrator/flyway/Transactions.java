package io.initmigrator.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** What a transaction does for a script. */
final class Transactions {

    private final Predicate<String> ending;

    /** @param ending whether a script's text ends the transaction that it is run in */
    Transactions(Predicate<String> ending) {
        this.ending = ending;
    }

    /** Whether Flyway runs it in one. It decides that from the statements, and tells it nowhere in its public API. */
    static boolean mayRunIn(MigrationInfo script) {
        return !(script instanceof MigrationInfoImpl known) || known.canExecuteInTransaction();
    }

    /** The same; in one where Flyway cannot tell, since it does not run the script then. */
    static boolean wouldRunIn(MigrationInfo script) {
        try {
            return mayRunIn(script);
        } catch (FlywayException unparsable) {
            return true;
        }
    }

    /** Whether the script and its history row happen both or not at all. */
    boolean protect(MigrationInfo script) {
        return mayRunIn(script) && !ending.test(text(script));
    }

    /** Empty for what is no file, such as a migration written in Java. */
    private static String text(MigrationInfo script) {
        Path file = Path.of(script.getPhysicalLocation());
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try {
            // Whatever the encoding, what ends a transaction is ASCII.
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
