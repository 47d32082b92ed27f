package io.initmigrator.postgres;

import java.sql.SQLException;

/** A call that may throw {@link SQLException}. */
@FunctionalInterface
interface SqlCallable<T> {
    T run() throws SQLException;
}
