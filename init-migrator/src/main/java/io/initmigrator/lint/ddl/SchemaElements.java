package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;

/** Reads the {@code CREATE}s within a {@code CREATE SCHEMA}. */
final class SchemaElements {

    private SchemaElements() {}

    static void read(TokenCursor cursor, List<Ddl> commands) {
        cursor.take();
        while (cursor.skipTo("create")) {
            cursor.take();
            TokenCursor element = cursor.copy();
            if (cursor.skipTo("create")) {
                element = element.firstTokens(element.size() - cursor.size());
            }
            commands.add(CreateParser.parse(element));
        }
    }
}
