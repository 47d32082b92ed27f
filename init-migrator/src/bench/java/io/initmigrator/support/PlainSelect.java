package io.initmigrator.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Sends one query to PostgreSQL from a minimal Java program; the reference for a start with nothing to do. */
public final class PlainSelect {

    private PlainSelect() {}

    /** Runs {@code PlainSelect URL USER PASSWORD}. */
    public static void main(String[] args) throws SQLException {
        try (Connection connection = DriverManager.getConnection(args[0], args[1], args[2]);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from flyway_schema_history")) {
            rows.next();
            System.out.println(rows.getInt(1));
        }
    }
}
