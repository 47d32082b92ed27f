package io.initmigrator.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Defines bundles whose scripts record, in the schema {@code proof}, that they ran. */
enum FaultScripts {
    /** Runs each script in its own transaction. */
    IN_TRANSACTIONS(List.of(Kind.TRANSACTION), false),
    /** Mixes index builds and scripts of several statements outside a transaction with transactional scripts. */
    MIXED(List.of(Kind.INDEX, Kind.STATEMENTS, Kind.TRANSACTION), false),
    /** Contains the same scripts; all but the first run after the rollout. */
    DEFERRED(List.of(Kind.INDEX, Kind.STATEMENTS, Kind.TRANSACTION), true);

    /**
     * Creates the objects that the scripts need. {@code slow} slows an index build down; after {@link #RUN_OUT_OF_MEMORY}, one notice is
     * raised that exceeds the memory of a process.
     */
    static final String PREPARATION = """
            create schema proof;
            create table proof.effects (script text, part integer, backend integer default pg_backend_pid());
            create function proof.slow(integer) returns integer immutable language plpgsql as
              'begin perform pg_sleep(0.001); return $1; end';
            create sequence proof.struck;
            create function proof.struck() returns trigger language plpgsql as $$ begin
              if (select is_called from proof.struck) then
                perform setval('proof.struck', 1, false);
                raise notice '%', repeat('x', 100000000);
              end if;
              return null;
            end $$;
            create trigger struck after insert on proof.effects for each statement execute function proof.struck();
            grant select, update on sequence proof.struck to public;
            grant usage on schema proof to public;
            grant select, insert on proof.effects to public;
            """;

    /** Makes the next statement of a script that records its run exceed the memory of the process. */
    static final String RUN_OUT_OF_MEMORY = "select nextval('proof.struck')";

    /** Raised by a script that finds another one running. */
    static final String TWO_WRITERS = "two sessions write";

    private static final int COUNT = 12;
    private static final Duration EACH = Duration.ofMillis(120);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Kind> kinds;

    private final boolean deferred;

    FaultScripts(List<Kind> kinds, boolean deferred) {
        this.kinds = kinds;
        this.deferred = deferred;
    }

    /** Returns true if pods run {@code migrate --deferred}, after a rollout that has deferred all scripts but the first. */
    boolean isDeferred() {
        return deferred;
    }

    /** Describes one script. */
    record Script(String name, int number, Kind kind) {

        String index() {
            return "things_" + number;
        }
    }

    enum Kind {
        TRANSACTION("""
                do $$ begin
                  if not pg_try_advisory_xact_lock(815) then raise exception '%3$s'; end if;
                end $$;
                create table t%1$d (id integer);
                insert into proof.effects values ('%2$s', 1);
                select pg_sleep(0.1);
                insert into proof.effects values ('%2$s', 2);
                """),
        INDEX("create index concurrently things_%1$d on things (proof.slow(id));\n"),
        STATEMENTS("""
                insert into proof.effects values ('%2$s', 1);
                select pg_sleep(0.1);
                insert into proof.effects values ('%2$s', 2);
                """);

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    List<Script> list() {
        return IntStream.rangeClosed(1, COUNT)
                .mapToObj(number -> new Script("V" + number + "__script.sql", number, kind(number)))
                .toList();
    }

    /** Returns the approximate time that all scripts take. */
    Duration length() {
        return EACH.multipliedBy(COUNT);
    }

    void writeTo(Path directory) throws IOException {
        for (Script script : list()) {
            String text = script.kind().text.formatted(script.number(), script.name(), TWO_WRITERS);
            Files.writeString(
                    directory.resolve(script.name()), script.number() == 1 ? table() + text : header() + text);
            if (script.kind() == Kind.STATEMENTS) {
                Files.writeString(directory.resolve(script.name() + ".conf"), "executeInTransaction=false\n");
            }
        }
    }

    private Kind kind(int number) {
        return number == 1 ? Kind.TRANSACTION : kinds.get(number % kinds.size());
    }

    private String header() {
        return deferred ? "-- init-migrator: after-rollout\n" : "";
    }

    private static String table() {
        return "create table things as select generate_series(1, 100) as id;\n";
    }
}
