package io.initmigrator.postgres;

import java.sql.SQLException;

/** One try at PostgreSQL. */
@FunctionalInterface
interface Attempt<T> {
    T run() throws SQLException;
}
