package io.initmigrator.lint;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.TableSize;
import io.initmigrator.lint.analysis.TransactionRules;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.DdlParser;
import io.initmigrator.lint.report.ScriptReview;
import io.initmigrator.lint.rules.Findings.RunTime;
import io.initmigrator.lint.sql.DoBlockReader;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Routines;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SuppressionComments;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reviews the scripts of a bundle in their order, the applied ones first.
 *
 * <p>Nobody uses yet what pending scripts create, so that nothing done to it harms. A comment
 * {@code -- init-migrator: ignore=<rule>[,<rule>]} on the line of a finding or of the beginning of its statement, or on the
 * line before, suppresses it.
 */
public final class Linter {

    /** Without one of these words, in whatever place, nothing ends a transaction. */
    private static final Pattern END_OF_TRANSACTION =
            Pattern.compile("\\b(?:commit|end|rollback|abort|prepare)\\b", Pattern.CASE_INSENSITIVE);

    /** Without one of these words, Flyway runs a script in a transaction. */
    private static final Pattern NOT_TRANSACTIONAL = Pattern.compile(
            "\\b(?:concurrently|vacuum|database|tablespace|subscription|system|discard|reindex)\\b",
            Pattern.CASE_INSENSITIVE);

    private final KnownSchema schema = new KnownSchema();
    private final Routines routines = new Routines();
    private LintSettings settings;

    /** @param lockTimeout whether scripts are run with a {@code lock_timeout} */
    public Linter(boolean lockTimeout) {
        this(LintSettings.DEFAULT.withLockTimeout(lockTimeout));
    }

    public Linter(LintSettings settings) {
        this.settings = settings;
    }

    /** Returns whether Flyway runs the script in a transaction if it has no {@code .conf}. */
    public static boolean runsInTransaction(String sql) {
        if (!NOT_TRANSACTIONAL.matcher(sql).find()) {
            return true;
        }
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            if (!TransactionRules.runByFlywayInTransaction(next)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the script ends its own transaction, by {@code COMMIT} or the like. */
    public static boolean endsTransaction(String sql) {
        if (!END_OF_TRANSACTION.matcher(sql).find()) {
            return false;
        }
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            for (Ddl command : DdlParser.parse(next)) {
                if (command instanceof Ddl.ControlTransaction control && control.ends()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The names of the indexes that the script creates, as the catalogue has them. One made of a placeholder is left out. */
    public static List<String> createdIndexes(String sql) {
        Set<String> names = new LinkedHashSet<>();
        forEachStatement(sql, new SuppressionComments(), statement -> {
            for (Ddl command : DdlParser.parse(statement)) {
                if (command instanceof Ddl.CreateIndex create
                        && !create.index().name().isEmpty()
                        && !create.index().name().contains("${")) {
                    names.add(create.index().name());
                }
            }
        });
        return List.copyOf(names);
    }

    /** Returns which objects the script creates that need privileges of their own: TABLES, SEQUENCES, FUNCTIONS. */
    public static Set<String> createdObjects(String sql) {
        Set<String> kinds = new LinkedHashSet<>();
        forEachStatement(sql, new SuppressionComments(), statement -> {
            for (Ddl command : DdlParser.parse(statement)) {
                switch (command) {
                    case Ddl.CreateTable create
                    when !create.temporary() && create.partition() == null -> {
                        kinds.add("TABLES");
                        if (create.columns().stream()
                                .anyMatch(column -> column.type().isSerial())) {
                            kinds.add("SEQUENCES");
                        }
                    }
                    case Ddl.CreateView create when !create.temporary() -> kinds.add("TABLES");
                    case Ddl.CreateSequence create when !create.temporary() -> kinds.add("SEQUENCES");
                    case Ddl.CreateFunction _ -> kinds.add("FUNCTIONS");
                    default -> {}
                }
            }
        });
        return kinds;
    }

    /** Learns what a database holds, in place of the scripts that are applied there. */
    public void learn(DatabaseCatalogue catalogue) {
        settings = settings.withPostgresVersion(catalogue.version());
        schema.sessionTimeZone(catalogue.timeZone());
        learn(catalogue.sql());
        catalogue
                .sizes()
                .forEach(size -> schema.learnSize(
                        new QualifiedName(size.schema(), size.table()), new TableSize(size.rows(), size.bytes())));
    }

    /** The first command of psql that the script contains, such as {@code line 5: \restrict}. */
    public static Optional<String> psqlCommand(String sql) {
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        Statement next = reader.next();
        while (next != null) {
            next = reader.next();
        }
        return reader.metaCommands().stream()
                .filter(command -> !command.text().startsWith("\\."))
                .findFirst()
                .map(command -> "line " + command.line() + ": " + command.text().split("\\s", 2)[0]);
    }

    /** Returns whether the text ends inside the SQL body of a function ({@code BEGIN ATOMIC}). */
    public static boolean endsInFunctionBody(String sql) {
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        Statement next = reader.next();
        while (next != null) {
            next = reader.next();
        }
        return reader.endedInBody();
    }

    /** Learns from a script that is applied already. */
    public void learn(String sql) {
        schema.beginScript(true, true);
        forEachStatement(
                sql,
                new SuppressionComments(),
                routines.withCalls(statement -> DdlParser.parse(statement).forEach(schema::learn)));
    }

    /**
     * Reviews a script; all that the ones before it under review have created is new too.
     *
     * @param name the script's
     * @param inTransaction whether it is going to be run in a transaction
     */
    public ScriptReview review(String name, String sql, boolean inTransaction) {
        return review(List.of(new Script(name, () -> sql, inTransaction, false)), false)
                .getFirst();
    }

    /**
     * Reviews scripts that run one after the other.
     *
     * @param apart whether anything that a script creates is in use when the next one runs; otherwise all of it is new
     */
    public List<ScriptReview> review(List<Script> scripts, boolean apart) {
        List<Review> reviews = new ArrayList<>();
        List<String> texts = scripts.stream().map(script -> script.sql().get()).toList();
        List<RunTime> runTimes = RunTimes.of(scripts, texts, apart);
        for (int i = 0; i < texts.size(); i++) {
            schema.beginScript(apart, false);
            reviews.add(new Review(scripts.get(i), texts.get(i), runTimes.get(i), settings, schema, routines));
        }
        return reviews.stream().map(Review::finish).toList();
    }

    static StatementReader forEachStatement(String sql, SuppressionComments suppressions, Consumer<Statement> action) {
        StatementReader reader = new StatementReader(sql, suppressions);
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            action.accept(next);
            DoBlockReader.forEachStatement(next, suppressions, action);
        }
        return reader;
    }
}
