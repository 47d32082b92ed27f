package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import java.util.Set;

/**
 * An index as it is declared.
 *
 * @param name empty if PostgreSQL is to choose one
 * @param keys column names, or what PostgreSQL calls an expression in the names that it generates
 * @param columns all words in its keys and its predicate, columns among them
 * @param computed whether it has an expression or a predicate
 */
public record Index(
        String name, QualifiedName table, boolean unique, List<String> keys, Set<String> columns, boolean computed) {}
