package io.initmigrator.lint.report;

import java.util.List;

/**
 * Locks of a statement, and whether it can run in a transaction.
 *
 * @param line where it begins, from 1
 * @param statement its first words
 * @param locks the strongest lock on each relation that it names
 * @param transactional whether PostgreSQL lets it run in a transaction
 */
public record StatementEffect(int line, String statement, List<RelationLock> locks, boolean transactional) {

    public StatementEffect {
        locks = List.copyOf(locks);
    }

    /** The same but for its line. */
    public boolean isLike(StatementEffect other) {
        return transactional == other.transactional && statement.equals(other.statement) && locks.equals(other.locks);
    }
}
