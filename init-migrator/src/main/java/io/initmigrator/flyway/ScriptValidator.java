package io.initmigrator.flyway;

import io.initmigrator.migration.ScriptAnalyzer;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

/** Finds, before anything runs, scripts and callbacks that PostgreSQL would refuse because they are not meant for Flyway. */
final class ScriptValidator {

    private static final Pattern BODY = Pattern.compile("\\bbegin\\s+atomic\\b", Pattern.CASE_INSENSITIVE);

    /** With it off, a backslash in a string is an escape, and the string ends elsewhere. pg_dump switches it on. */
    private static final Pattern OLD_STRINGS = Pattern.compile(
            "standard_conforming_strings(?!\\s*(=|to\\b)\\s*'?(on|true|yes|1)\\b)", Pattern.CASE_INSENSITIVE);

    private final ScriptAnalyzer analyzer;

    ScriptValidator(ScriptAnalyzer analyzer) {
        this.analyzer = analyzer;
    }

    /** @throws InvalidScriptException if it contains a command of psql */
    void requireSql(String script, String text) {
        if (text.indexOf('\\') < 0 || OLD_STRINGS.matcher(text).find()) {
            return;
        }
        analyzer.psqlCommand(text).ifPresent(command -> {
            throw InvalidScriptException.psql(script, command);
        });
    }

    /** @throws InvalidScriptException if Flyway takes a semicolon in the body of a function for the end of the statement */
    void requireWholeBodies(MigrationInfo script, String text, Configuration settings) {
        Matcher body = BODY.matcher(text);
        if (!body.find() || analyzer.endsInFunctionBody(text)) {
            return;
        }
        BoundedResources resources = new BoundedResources(settings);
        for (LoadableResource file : resources.getResources("", settings.getSqlMigrationSuffixes())) {
            if (script.getPhysicalLocation().equals(file.getAbsolutePathOnDisk())) {
                requireWholeBodies(script.getScript(), file, resources);
            }
        }
    }

    private void requireWholeBodies(String name, LoadableResource file, BoundedResources resources) {
        try (SqlStatementIterator statements = resources.parse(file).getSqlStatements()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                if (BODY.matcher(statement.getSql()).find() && analyzer.endsInFunctionBody(statement.getSql())) {
                    throw InvalidScriptException.dividedBody(name, statement.getLineNumber());
                }
            }
        }
    }

    /** Reads a callback; empty if Flyway cannot read it, as Flyway reports when it runs it. */
    static String text(LoadableResource resource) {
        try (Reader reader = resource.read()) {
            return reader.readAllAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FlywayException unreadable) {
            return "";
        }
    }
}
