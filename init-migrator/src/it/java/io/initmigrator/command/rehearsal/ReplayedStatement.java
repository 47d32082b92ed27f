package io.initmigrator.command.rehearsal;

import io.initmigrator.command.rehearsal.RelationSnapshot.RelationState;
import io.initmigrator.lint.report.Rule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a script that was run on a server, and what could be measured of it.
 *
 * @param scans whether a table that was there before the script was read from its beginning
 * @param refused whether PostgreSQL refuses it in a transaction
 * @param origin the catalogue before the script
 */
record ReplayedStatement(
        StatementMeasurement measured,
        boolean scans,
        boolean refused,
        SchemaFacts origin,
        SchemaFacts before,
        SchemaFacts after) {

    /** Rules whose findings these measurements confirm or refute. */
    static boolean isMeasurable(Rule rule) {
        return switch (rule) {
            case TABLE_REWRITE, INDEX_REWRITE, TRUNCATE, REINDEX_WITHOUT_CONCURRENTLY -> true;
            case SET_NOT_NULL, CONSTRAINT_WITHOUT_NOT_VALID, BAN_ALTER_DOMAIN_WITH_ADD_CONSTRAINT -> true;
            case CONSTRAINT_WITHOUT_INDEX, INDEX_WITHOUT_CONCURRENTLY, REQUIRED_COLUMN -> true;
            case RENAMED_COLUMN, RENAMED_TABLE, RENAMED_SCHEMA, TRANSACTION_CONTROL, CONCURRENTLY_MIXED -> true;
            default -> false;
        };
    }

    /** Returns whether the statement does what a finding of {@code rule} says. */
    boolean confirms(Rule rule) {
        return switch (rule) {
            case TABLE_REWRITE, TRUNCATE -> !measured.rewritten().isEmpty();
            case INDEX_REWRITE, REINDEX_WITHOUT_CONCURRENTLY ->
                !measured.rebuilt().isEmpty() || !measured.rewritten().isEmpty();
            case SET_NOT_NULL, CONSTRAINT_WITHOUT_NOT_VALID, BAN_ALTER_DOMAIN_WITH_ADD_CONSTRAINT -> scans;
            case CONSTRAINT_WITHOUT_INDEX, INDEX_WITHOUT_CONCURRENTLY ->
                after.indexes().entrySet().stream()
                        .anyMatch(index -> !before.indexes().containsKey(index.getKey())
                                && origin.relations().containsKey(index.getValue()));
            case REQUIRED_COLUMN ->
                after.required().entrySet().stream()
                        .anyMatch(column -> column.getValue()
                                && !before.required().getOrDefault(column.getKey(), false)
                                && origin.relations().containsKey(tableOf(column.getKey())));
            case RENAMED_COLUMN ->
                before.columns().entrySet().stream()
                        .anyMatch(column -> origin.columns().containsKey(column.getKey())
                                && !column.getValue()
                                        .equals(after.columns().getOrDefault(column.getKey(), column.getValue())));
            case RENAMED_TABLE -> isRenamed(origin.relations(), after.relations());
            case RENAMED_SCHEMA -> isRenamed(origin.schemas(), after.schemas());
            case TRANSACTION_CONTROL -> !before.transaction().equals(after.transaction());
            case CONCURRENTLY_MIXED -> refused;
            default -> throw new IllegalArgumentException(rule + " is not measured");
        };
    }

    /** Returns whether an index or a table that was there before the script got a new file. */
    boolean rewrites() {
        return !measured.rewritten().isEmpty() || !measured.rebuilt().isEmpty();
    }

    static boolean scans(RelationSnapshot origin, RelationSnapshot before, RelationSnapshot after) {
        return after.relations().entrySet().stream()
                .anyMatch(each -> origin.of(each.getKey()) != null
                        && !each.getValue().isIndex()
                        && each.getValue().scans() > scans(before.of(each.getKey())));
    }

    private static long scans(@Nullable RelationState state) {
        return state == null ? 0 : state.scans();
    }

    private static boolean isRenamed(Map<Long, String> before, Map<Long, String> after) {
        return before.entrySet().stream()
                .anyMatch(each -> !each.getValue().equals(after.getOrDefault(each.getKey(), each.getValue())));
    }

    private static long tableOf(String column) {
        return Long.parseLong(column.substring(0, column.indexOf('.')));
    }
}
