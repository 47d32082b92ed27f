package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownColumn;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.analysis.KnownType;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SuppressionComments;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds uses of an enum's value in the transaction that adds it, which PostgreSQL refuses (55P04). */
final class EnumValues {

    /** From here on a value may be used at once if its type is as new. */
    private static final int ALLOWS_VALUES_OF_NEW_TYPES = 17;

    private final boolean ofNewTypesToo;
    private final Findings findings;
    private final Map<String, Set<QualifiedName>> typesByNewValue = new HashMap<>();

    EnumValues(int postgresVersion, Findings findings) {
        this.ofNewTypesToo = postgresVersion != 0 && postgresVersion < ALLOWS_VALUES_OF_NEW_TYPES;
        this.findings = findings;
    }

    void check(Statement statement, Ddl command, KnownSchema schema) {
        if (command instanceof Ddl.AddEnumValue(QualifiedName type, String value)) {
            KnownType known = schema.type(type);
            boolean ofThisScript = known != null && known.script() == schema.script();
            if (ofNewTypesToo || !ofThisScript) {
                typesByNewValue.computeIfAbsent(value, key -> new HashSet<>()).add(type);
            }
            return;
        }
        if (typesByNewValue.isEmpty()) {
            return;
        }
        if (check(statement.tokens(), null, command, schema)) {
            return;
        }
        Token body = command instanceof Ddl.CreateFunction ? bodyInSql(statement.cursor()) : null;
        if (body != null) {
            StatementReader reader = new StatementReader(body.text(), new SuppressionComments());
            for (Statement next = reader.next(); next != null; next = reader.next()) {
                if (check(next.tokens(), body.place(), new Ddl.Other(), schema)) {
                    return;
                }
            }
        }
    }

    /** The body of a function in SQL, which PostgreSQL analyzes at once; null for any other. */
    private static @Nullable Token bodyInSql(TokenCursor cursor) {
        return cursor.has("language", "sql")
                        && cursor.skipTo("as")
                        && cursor.accept("as")
                        && cursor.peek().isLiteral()
                ? cursor.peek()
                : null;
    }

    /** @param place of the finding; null for the literal's own */
    private boolean check(List<Token> tokens, @Nullable Place place, Ddl command, KnownSchema schema) {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Set<QualifiedName> types = typesByNewValue.getOrDefault(token.text(), Set.of());
            if (token.kind() == Token.Kind.STRING && isUsed(new LiteralUse(tokens, i), types, command, schema)) {
                findings.add(
                        Rule.ENUM_VALUE_USED,
                        place == null ? token.place() : place,
                        "the new value '" + token.text()
                                + "' cannot be used before the script that adds it is committed",
                        "use it in the next script");
                return true;
            }
        }
        return false;
    }

    private static boolean isUsed(LiteralUse use, Set<QualifiedName> types, Ddl command, KnownSchema schema) {
        if (types.isEmpty()) {
            return false;
        }
        String cast = use.cast();
        if (cast != null) {
            return types.stream().anyMatch(type -> type.local().equals(cast));
        }
        String column = use.column();
        List<String> candidates = typesOfColumn(column, use.tokens(), command, schema);
        return candidates.isEmpty() || candidates.stream().anyMatch(candidate -> isOneOf(candidate, types, schema));
    }

    private static boolean isOneOf(String candidate, Set<QualifiedName> types, KnownSchema schema) {
        KnownType declared = schema.type(candidate);
        String root = declared == null || !declared.isDomain() ? candidate : declared.rootName();
        return types.stream().anyMatch(type -> type.local().equals(root));
    }

    /** The types that the literal may take: of {@code column}, or of any column of the tables; empty if a table is not known. */
    private static List<String> typesOfColumn(
            @Nullable String column, List<Token> tokens, Ddl command, KnownSchema schema) {
        Stream<Column> declared = declaredColumns(command)
                .filter(each -> column == null || each.name().equals(column));
        List<KnownTable> tables = tokens.stream()
                .filter(Token::isName)
                .map(token -> schema.table(new QualifiedName("", token.text())))
                .filter(table -> table != null)
                .toList();
        boolean allKnown = tables.stream().allMatch(KnownTable::isComplete)
                && (!tables.isEmpty() || command instanceof Ddl.CreateTable);
        List<String> types = Stream.concat(
                        declared.map(Column::type).map(ColumnType::base),
                        tables.stream().flatMap(table -> typesIn(table, column)))
                .toList();
        return types.isEmpty() && allKnown ? List.of("text") : types;
    }

    private static Stream<String> typesIn(KnownTable table, @Nullable String column) {
        Stream<KnownColumn> columns =
                column == null ? table.columns().stream() : Stream.ofNullable(table.column(column));
        return columns.map(KnownColumn::type).map(ColumnType::base);
    }

    private static Stream<Column> declaredColumns(Ddl command) {
        return switch (command) {
            case Ddl.CreateTable create -> create.columns().stream();
            case Ddl.AlterTable alter ->
                alter.changes().stream()
                        .map(Ddl.Change::what)
                        .filter(TableChange.AddColumn.class::isInstance)
                        .map(change -> ((TableChange.AddColumn) change).column());
            default -> Stream.of();
        };
    }
}
