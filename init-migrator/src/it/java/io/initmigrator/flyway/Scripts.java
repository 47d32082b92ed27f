package io.initmigrator.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Provides a directory of migrations like an application's. */
final class Scripts {

    static final String USERS = """
            create table users (
              id bigint generated always as identity primary key,
              email text not null unique,
              created_at timestamptz not null default now());
            insert into users (email) select 'user' || i || '@example.org' from generate_series(1, 100) i;
            """;

    static final String ORDERS = """
            create table orders (
              id bigint generated always as identity primary key,
              user_id bigint not null references users,
              state text not null default 'open',
              amount numeric(12, 2) not null);
            create function total(of_user bigint) returns numeric language sql stable as $$
              select coalesce(sum(amount), 0) from orders where user_id = of_user;
            $$;
            """;

    static final String ORDERS_INDEX = "create index concurrently orders_by_user on orders (user_id);\n";

    static final String OPEN_ORDERS_VIEW =
            "create or replace view open_orders as select * from orders where state = 'open';\n";

    private final Path directory;

    Scripts(Path directory) {
        this.directory = directory;
    }

    /** Creates users, orders, an index built concurrently, and a repeatable view. */
    static Scripts shop(Path directory) {
        return new Scripts(directory)
                .with("V1__create_users.sql", USERS)
                .with("V2__create_orders.sql", ORDERS)
                .with("V3__index_orders.sql", ORDERS_INDEX)
                .with("R__open_orders.sql", OPEN_ORDERS_VIEW);
    }

    Scripts with(String name, String sql) {
        try {
            Files.writeString(directory.resolve(name), sql);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Scripts without(String name) {
        try {
            Files.delete(directory.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    String location() {
        return "filesystem:" + directory;
    }
}
