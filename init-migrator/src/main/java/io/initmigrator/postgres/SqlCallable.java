package io.initmigrator.postgres;

import java.sql.SQLException;

/** One try at PostgreSQL. */
@FunctionalInterface
interface SqlCallable<T> {
    T run() throws SQLException;
}
